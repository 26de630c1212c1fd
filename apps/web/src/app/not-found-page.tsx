import type { Room } from '@tertulia/contract';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { Logo } from '../ui/icons.js';

/** What does not exist; the rooms stay at the side. */
export function NotFoundPage({ home }: { home: Room | undefined }) {
  const { t } = useLocale();
  return (
    <main className="not-found">
      <Logo size={88} />
      <h1>{t('notFoundTitle')}</h1>
      <p>{t('notFoundText')}</p>
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
