import { limits, type Message, type ReplyReference, type Room } from '@tertulia/contract';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { Composer } from '../composer/composer.js';
import { RoomPeople } from '../composer/room-people.js';
import type { CommandId } from '../composer/suggestions.js';
import { plainText } from '../messages/plain-text.js';
import { waitingUntil } from '../messages/pending-message.js';
import type { RoomStore } from '../messages/room-store.js';
import { useObservable } from '../realtime/observable.js';
import type { Chat } from './chat.js';
import { sendWithPictures, useDraftPictures } from './draft-pictures.js';
import { useEveryoneQuestion } from './everyone-question.js';
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
  const pictures = useDraftPictures(chat, room.id);
  const people = useRoomPeople(chat, store);
  const handleTyping = useCallback(
    (isTyping: boolean) => chat.socket.signal(isTyping ? 'typing:start' : 'typing:stop', room.id),
    [chat, room.id],
  );
  const rooms = useCallback(() => chat.rooms.get().rooms, [chat]);
  const { dialog, ...mentioning } = useMentioning(chat, room.id);
  const handleReply = useReply(chat, room.id);
  const replyLast = () => {
    const last = store.getSnapshot().messages.findLast(({ deletedAt, heldAt }) => deletedAt === null && !heldAt);
    if (last) handleReply(last);
  };
  return (
    <>
      <Composer
        room={room}
        textLength={Math.min(server.limits.textLength, limits.textLength)}
        drafts={chat.drafts}
        sendWith={settings.sendWith}
        people={people}
        rooms={rooms}
        waitingUntil={until}
        {...mentioning}
        pictures={pictures}
        commands={COMMANDS}
        onCommand={(id, argument) => {
          if (id === 'search') navigate(`/search?q=${encodeURIComponent(argument)}`);
        }}
        onSend={(text, replyTo) => sendWithPictures(chat, store, text, replyTo)}
        onTyping={handleTyping}
        onEditLast={actions.editLast}
        onReplyLast={replyLast}
      />
      {dialog}
    </>
  );
}

/** Who can be named in a room, those who wrote last first. */
function useRoomPeople(chat: Chat, store: RoomStore): RoomPeople {
  return useMemo(
    () =>
      new RoomPeople(chat.api, store.roomId, chat.user.id, () => ({
        speakers: store
          .getSnapshot()
          .messages.map(({ author }) => author)
          .reverse(),
        online: chat.presence.get().online,
      })),
    [chat, store],
  );
}

/** The way to hear whom a text would tell, and the question before it tells many. */
function useMentioning(chat: Chat, roomId: string) {
  const isConnected = useSyncExternalStore(chat.socket.subscribe, () => chat.socket.state === 'connected');
  const onPreview = useCallback((text: string) => chat.api.previewMentions(roomId, text), [chat, roomId]);
  const { ask, dialog } = useEveryoneQuestion();
  return { isConnected, onPreview, onTellMany: ask, dialog };
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
