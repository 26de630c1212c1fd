import type { Message, Room } from '@tertulia/contract';
import { lazy, Suspense, useMemo, useState } from 'react';
import { ModerationRequests } from '../api/moderation-requests.js';
import { Attachments } from '../messages/attachments.js';
import { MessageText } from '../messages/message-text.js';
import { HeldLine } from '../moderation/held-line.js';
import type { Chat } from './chat.js';

const HeldDialog = lazy(async () => ({ default: (await import('../moderation/held-dialog.js')).HeldDialog }));

/** What waits for the owner of a room: a line above its messages, and the dialog behind it. */
export function HeldReview({ chat, room }: { chat: Chat; room: Room }) {
  const [isOpen, setIsOpen] = useState(false);
  const requests = useMemo(() => new ModerationRequests(chat.api.http), [chat]);
  const held = room.me?.role === 'owner' ? (room.me.held ?? 0) : 0;
  const release = async (message: Message) => chat.storeOf(room.id).takeAcknowledged(await requests.release(message));
  const close = () => {
    setIsOpen(false);
    // The line that opened the dialog may be gone with what waited.
    if (held === 0) document.querySelector<HTMLTextAreaElement>('form.composer textarea')?.focus();
  };
  return (
    <>
      {held > 0 && <HeldLine count={held} onOpen={() => setIsOpen(true)} />}
      {isOpen && (
        <Suspense fallback={null}>
          <HeldDialog
            roomId={room.id}
            count={held}
            list={requests.list}
            release={release}
            remove={(message) => chat.remove(room.id, message.id)}
            renderContent={(message) => (
              <>
                {message.text !== '' && <MessageText text={message.text} entities={message.entities} />}
                <Attachments message={message} />
              </>
            )}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  );
}
