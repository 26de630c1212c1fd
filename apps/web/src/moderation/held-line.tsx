import { useLocale } from '../i18n/locale-context.js';

/** Says calmly how many messages wait for the owner, and leads to them. */
export function HeldLine({ count, onOpen }: { count: number; onOpen: () => void }) {
  const { t, plural } = useLocale();
  return (
    <div className="held-line" role="status">
      <span>{plural('heldCount', count)}</span>
      <button type="button" className="text-button" aria-haspopup="dialog" onClick={onOpen}>
        {t('heldReview')}
      </button>
    </div>
  );
}
