import { pictureTypes, type ReplyReference } from '@tertulia/contract';
import { lazy, Suspense, useCallback, useSyncExternalStore } from 'react';
import type { ComposerPictures } from '../composer/composer-props.js';
import { useLocale } from '../i18n/locale-context.js';
import type { RoomStore } from '../messages/room-store.js';
import type { Picture } from '../pictures/picture.js';
import { useToasts } from '../ui/toasts.js';
import type { Chat } from './chat.js';

const Tray = lazy(() => import('./draft-tray.js'));

const ACCEPTED = pictureTypes.join(',');

/** The pictures of a room's draft, and the way for more to get into it. */
export function useDraftPictures(chat: Chat, roomId: string): ComposerPictures {
  const { pictures } = chat;
  const count = useSyncExternalStore(pictures.subscribeToState, () => pictures.draftOf(roomId).length);
  const isShown = useSyncExternalStore(
    pictures.subscribeToState,
    () => count > 0 || (pictures.state().refused.get(roomId)?.length ?? 0) > 0,
  );
  const onFiles = useTakeFiles(chat, roomId);
  const tray = isShown && (
    <Suspense fallback={<div className="tray-waiting" aria-busy="true" />}>
      <Tray chat={chat} roomId={roomId} />
    </Suspense>
  );
  return { count, accept: ACCEPTED, onFiles, tray };
}

/** Takes files into the draft of a room; what cannot be taken is told in the tray. */
export function useTakeFiles(chat: Chat, roomId: string): (files: readonly File[]) => void {
  const { t } = useLocale();
  const toasts = useToasts();
  return useCallback(
    (files) => {
      void chat.pictures.fetch().then((store) => {
        if (store) store.take(roomId, files, chat.server.get().limits);
        else toasts.show({ text: t('enterFailed', { reason: t('error_unreachable') }), isError: true });
      });
    },
    [chat, roomId, toasts, t],
  );
}

/** Sends a text with the pictures of the draft, which from then on belong to the message. */
export function sendWithPictures(chat: Chat, store: RoomStore, text: string, replyTo: ReplyReference | null): void {
  const pictures = chat.pictures.draftOf(store.roomId);
  const messageId = store.send(text, replyTo, pictures.map(toPending));
  const ids = pictures.map(({ id }) => id);
  chat.pictures.get()?.assign(ids, messageId);
  // What was told of other files was about this message.
  chat.pictures.get()?.dismissRefused(store.roomId);
}

function toPending({ id, name, alt, width, height }: Picture) {
  return { id, name, alt: alt.trim(), width, height };
}
