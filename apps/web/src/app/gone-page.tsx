import type { Room } from '@tertulia/contract';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { Logo } from '../ui/icons.js';

/** Where a room was until a moment ago; the rooms stay at the side. */
export function GonePage({ name, home }: { name: string; home: Room | undefined }) {
  const { t } = useLocale();
  return (
    <main className="not-found">
      <Logo size={88} />
      <h1 dir="auto">{t('goneTitle', { room: name })}</h1>
      <p role="status">{t('goneText')}</p>
      <div className="form-buttons">
        <Link href="/" className="button only-narrow">
          {t('back')}
        </Link>
        {home && (
          <Link href={`/r/${home.slug}`} className="button button-primary">
            {t('goToRoom', { room: home.name })}
          </Link>
        )}
      </div>
    </main>
  );
}
