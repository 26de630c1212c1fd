import { useSyncExternalStore } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { isHeldByPicture, type PendingMessage } from '../messages/pending-message.js';
import type { RoomStore } from '../messages/room-store.js';
import { PendingPictures } from '../pictures/pending-pictures.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';
import { takeBack } from './take-back.js';

interface Props {
  chat: Chat;
  store: RoomStore;
  pending: PendingMessage;
}

/** The pictures of an unsent message, with what can be done about those that did not get through. */
export default function PendingLine({ chat, store, pending }: Props) {
  const { t } = useLocale();
  const { pictures } = useSyncExternalStore(chat.pictures.subscribeToState, chat.pictures.state);
  const isConnected = useSyncExternalStore(chat.socket.subscribe, () => chat.socket.state === 'connected');
  const draft = useObservable(chat.drafts.of(store.roomId));
  const { clientMessageId: id, pictures: places } = pending;
  const canTakeBack =
    draft.text.trim() === '' && draft.replyTo === null && chat.pictures.draftOf(store.roomId).length === 0;
  // Once it is stored its pictures are let go, a moment before the stored message takes its place.
  const isLoaded = chat.pictures.get() !== undefined && pending.state !== 'stored';
  return (
    <PendingPictures
      places={places}
      find={(pictureId) => pictures.get(pictureId)}
      isLoaded={isLoaded}
      isConnected={isConnected}
      isHeld={isHeldByPicture(pending)}
      canTakeBack={canTakeBack}
      onRetry={() => store.retry(id)}
      onRemove={(ids) => store.removePictures(id, ids)}
      onTakeBack={() => takeBack(chat, store, id)}
      onDelete={() => store.discard(id)}
      deleteLabel={t('delete')}
    />
  );
}
