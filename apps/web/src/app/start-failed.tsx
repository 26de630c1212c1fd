import { useLocale } from '../i18n/locale-context.js';
import { Logo } from '../ui/icons.js';

/** The whole page when not even its configuration could be read. */
export function StartFailed({ reason }: { reason: string }) {
  const { t } = useLocale();
  return (
    <main className="enter">
      <div className="enter-card" role="alert">
        <Logo size={56} />
        <p>{t('startFailed', { reason })}</p>
        <button type="button" className="button button-primary" onClick={() => window.location.reload()}>
          {t('tryAgain')}
        </button>
      </div>
    </main>
  );
}
