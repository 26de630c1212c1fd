import type { Attachment, Message } from '@tertulia/contract';
import { lazy, type ReactNode, Suspense, useCallback, useContext, useMemo, useState } from 'react';
import { PictureContext, type PictureSurroundings } from '../messages/picture-context.js';
import type { RoomStore } from '../messages/room-store.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { boxOf } from '../ui/picture-boxes.js';
import type { Chat } from './chat.js';

const PendingLine = lazy(() => import('./pending-line.js'));
const Gallery = lazy(async () => ({ default: (await import('../pictures/gallery.js')).Gallery }));

const unknown = { width: null, height: null };

interface Open {
  messages: readonly Message[];
  attachment: Attachment;
}

/** What the pictures in a timeline need, and the gallery over it. */
export function RoomPictures({ chat, store, children }: { chat: Chat; store: RoomStore; children: ReactNode }) {
  const [open, setOpen] = useState<Open>();
  const { addressOf } = useContext(PictureContext);
  const surroundings = useMemo(
    (): PictureSurroundings => ({
      addressOf,
      onOpen: (message, attachment) => setOpen({ messages: roundAbout(store, message), attachment }),
      renderPending: (pending) => (
        // As high as its pictures will be, so that nothing moves when this part of the page comes.
        <Suspense fallback={<div style={{ height: boxOf(pending.pictures[0] ?? unknown).height }} />}>
          <PendingLine chat={chat} store={store} pending={pending} />
        </Suspense>
      ),
    }),
    [chat, store, addressOf],
  );
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <PictureContext value={surroundings}>
      {children}
      {open && (
        <ErrorBoundary fallback={() => null}>
          <Suspense fallback={null}>
            <Gallery messages={open.messages} first={open.attachment.id} addressOf={addressOf} onClose={close} />
          </Suspense>
        </ErrorBoundary>
      )}
    </PictureContext>
  );
}

/** What is loaded of the room when the gallery is opened; it does not change under the eyes. */
function roundAbout(store: RoomStore, message: Message): readonly Message[] {
  const { messages } = store.getSnapshot();
  return messages.some(({ id }) => id === message.id) ? messages : [message];
}
