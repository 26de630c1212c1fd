import { useSyncExternalStore } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import type { PendingMessage } from './pending-message.js';
import type { RoomStore } from './room-store.js';

interface Props {
  store: RoomStore;
  /** Takes the text back to where it was written. */
  onRewrite: (message: PendingMessage) => void;
}

/** Says beside the composer that the room refused a text for its words, and gives the text back. */
export function RefusedBar({ store, onRewrite }: Props) {
  const { t } = useLocale();
  const { pending } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const refused = pending.findLast(({ state, reason }) => state === 'failed' && reason === 'prohibited');
  return (
    <div className="refused-bar" role="alert">
      {refused && (
        <>
          <span>{t('refusedWords')}</span>
          <button type="button" className="text-button" onClick={() => onRewrite(refused)}>
            {t('changeText')}
          </button>
        </>
      )}
    </div>
  );
}
