import { useSyncExternalStore } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import type { RoomStore } from './room-store.js';

/** Says how many messages could not be sent, and does something about all of them. */
export function UnsentBar({ store }: { store: RoomStore }) {
  const { t, plural } = useLocale();
  const { pending } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const failed = pending.filter(({ state }) => state === 'failed');
  if (failed.length < 2) return null;
  return (
    <div className="unsent-bar" role="status">
      <span>{plural('unsent', failed.length)}</span>
      <button
        type="button"
        className="text-button"
        onClick={() => failed.forEach(({ clientMessageId }) => store.retry(clientMessageId))}
      >
        {t('retryAll')}
      </button>
      <button
        type="button"
        className="text-button"
        onClick={() => failed.forEach(({ clientMessageId }) => store.discard(clientMessageId))}
      >
        {t('deleteAll')}
      </button>
    </div>
  );
}
