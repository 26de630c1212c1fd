import { limits, type Message, type ReplyReference, type Room } from '@tertulia/contract';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { Composer } from '../composer/composer.js';
import { RoomPeople } from '../composer/room-people.js';
import type { CommandId } from '../composer/suggestions.js';
import { plainText } from '../messages/plain-text.js';
import { waitingUntil } from '../messages/pending-message.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';
import type { useMessageActions } from './use-message-actions.js';

const COMMANDS: readonly CommandId[] = ['search', 'shrug'];

interface Props {
  chat: Chat;
  room: Room;
  actions: ReturnType<typeof useMessageActions>;
}

/** The composer of one room, with what it needs from the visit. */
export function RoomComposer({ chat, room, actions }: Props) {
  const [, navigate] = useLocation();
  const store = chat.storeOf(room.id);
  const server = useObservable(chat.server);
  const { settings } = useObservable(chat.me);
  const until = useSyncExternalStore(store.subscribe, () => waitingUntil(store.getSnapshot().pending));
  const people = useMemo(
    () =>
      new RoomPeople(chat.api, room.id, chat.user.id, () => ({
        speakers: store
          .getSnapshot()
          .messages.map(({ author }) => author)
          .reverse(),
        online: chat.presence.get().online,
      })),
    [chat, store, room.id],
  );
  const handleTyping = useCallback(
    (isTyping: boolean) => chat.socket.signal(isTyping ? 'typing:start' : 'typing:stop', room.id),
    [chat, room.id],
  );
  const rooms = useCallback(() => chat.rooms.get().rooms, [chat]);
  const handleReply = useReply(chat, room.id);
  const replyLast = () => {
    const last = store.getSnapshot().messages.findLast(({ deletedAt }) => deletedAt === null);
    if (last) handleReply(last);
  };
  return (
    <Composer
      room={room}
      textLength={Math.min(server.limits.textLength, limits.textLength)}
      drafts={chat.drafts}
      sendWith={settings.sendWith}
      people={people}
      rooms={rooms}
      waitingUntil={until}
      commands={COMMANDS}
      onCommand={(id, argument) => {
        if (id === 'search') navigate(`/search?q=${encodeURIComponent(argument)}`);
      }}
      onSend={(text, replyTo) => store.send(text, replyTo)}
      onTyping={handleTyping}
      onEditLast={actions.editLast}
      onReplyLast={replyLast}
    />
  );
}

/** Begins an answer to a message: it becomes a part of the room's draft. */
export function useReply(chat: Chat, roomId: string): (message: Message) => void {
  return useCallback((message) => chat.drafts.answer(roomId, toReference(message)), [chat, roomId]);
}

function toReference(message: Message): ReplyReference {
  const line = plainText(message.text);
  // The server makes the real one; this is shown until then.
  const excerpt =
    line.length <= limits.excerptLength ? line : `${line.slice(0, limits.excerptLength - 1).toWellFormed()}…`;
  return { id: message.id, seq: message.seq, author: message.author, excerpt };
}
