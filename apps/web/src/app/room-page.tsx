import type { Message, ReplyReference, Room } from '@tertulia/contract';
import { limits } from '@tertulia/contract';
import { useCallback, useMemo, useState } from 'react';
import { Composer } from '../composer/composer.js';
import { useLocale } from '../i18n/locale-context.js';
import { Timeline } from '../messages/timeline.js';
import { UnsentBar } from '../messages/unsent-bar.js';
import { useObservable } from '../realtime/observable.js';
import { PeoplePanel } from '../rooms/people-panel.js';
import { RoomHeader } from '../rooms/room-header.js';
import { TypingLine } from '../rooms/typing-line.js';
import { readStored, writeStored } from '../ui/storage.js';
import type { Chat } from './chat.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { useMessageActions } from './use-message-actions.js';
import { Zone } from './zone.js';

const PEOPLE = 'tertulia.people';

/** One room: header, messages, composer, and the people beside them. */
export function RoomPage({ chat, room, messageId }: { chat: Chat; room: Room; messageId: string | undefined }) {
  const presence = useObservable(chat.presence);
  const [hasPeople, togglePeople] = usePeople();
  const reply = useReply();
  const actions = useMessageActions(chat, chat.storeOf(room.id), reply.begin);
  const online = useMemo(
    () => (presence.online.length > 0 ? presence.online : [chat.user]),
    [presence.online, chat.user],
  );
  return (
    <div className={`room${hasPeople ? ' room-with-people' : ''}`}>
      <RoomHeader
        room={room}
        online={online}
        onlineCount={Math.max(presence.onlineCount, 1)}
        hasPeople={hasPeople}
        onTogglePeople={togglePeople}
      />
      <RoomMain chat={chat} room={room} messageId={messageId} actions={actions} reply={reply} />
      {hasPeople && (
        <PeoplePanel online={online} onlineCount={presence.onlineCount} me={chat.user} onClose={togglePeople} />
      )}
      <DeleteDialog actions={actions} />
    </div>
  );
}

interface MainProps {
  chat: Chat;
  room: Room;
  messageId: string | undefined;
  actions: ReturnType<typeof useMessageActions>;
  reply: ReturnType<typeof useReply>;
}

function RoomMain({ chat, room, messageId, actions, reply }: MainProps) {
  const store = chat.storeOf(room.id);
  const presence = useObservable(chat.presence);
  const server = useObservable(chat.server);
  const me = useObservable(chat.me);
  const reading = useReadMarks(chat, room.id);
  const handleTyping = useCallback(
    (isTyping: boolean) => chat.socket.signal(isTyping ? 'typing:start' : 'typing:stop', room.id),
    [chat, room.id],
  );
  const send = (text: string) => {
    store.send(text, reply.to);
    reply.end();
  };
  return (
    <main className="room-main">
      <Zone chat={chat} resetKey={room.id}>
        <Timeline
          room={room}
          store={store}
          me={me}
          messageId={messageId}
          editingId={actions.editingId}
          actions={actions.forTimeline}
          {...reading}
          onReload={() => chat.reenter()}
        />
      </Zone>
      <UnsentBar store={store} />
      <p className="action-error" role="alert">
        {actions.error}
      </p>
      <TypingLine users={presence.typing} />
      <Zone chat={chat} resetKey={room.id}>
        <Composer
          roomId={room.id}
          roomName={room.name}
          textLength={Math.min(server.limits.textLength, limits.textLength)}
          replyTo={reply.to}
          onSend={send}
          onTyping={handleTyping}
          onCancelReply={reply.end}
          onEditLast={actions.editLast}
        />
      </Zone>
    </main>
  );
}

/** Moves the own marker of a room, forward and back. */
function useReadMarks(chat: Chat, roomId: string) {
  return useMemo(
    () => ({
      onRead: (seq: number) => chat.marker.see(roomId, seq),
      onMarkUnread: (seq: number) => chat.markUnread(roomId, seq),
    }),
    [chat, roomId],
  );
}

function DeleteDialog({ actions }: Pick<MainProps, 'actions'>) {
  const { t } = useLocale();
  if (!actions.deleting) return null;
  return (
    <ConfirmDialog
      title={t('delete')}
      question={t('deleteQuestion')}
      action={t('delete')}
      onConfirm={actions.confirmDelete}
      onClose={actions.cancelDelete}
    />
  );
}

/** Which message is being answered. */
function useReply() {
  const [to, setTo] = useState<ReplyReference | null>(null);
  const begin = useCallback((message: Message) => setTo(toReference(message)), []);
  const end = useCallback(() => setTo(null), []);
  return { to, begin, end };
}

function toReference(message: Message): ReplyReference {
  const line = message.text.replace(/\s+/gu, ' ');
  // The server makes the real one; this is shown until then.
  const excerpt =
    line.length <= limits.excerptLength ? line : `${line.slice(0, limits.excerptLength - 1).toWellFormed()}…`;
  return { id: message.id, seq: message.seq, author: message.author, excerpt };
}

/** Whether the people are shown; where there is room for them, unless they were closed. */
function usePeople(): [boolean, () => void] {
  const [isShown, setIsShown] = useState(
    () => window.matchMedia('(min-width: 1200px)').matches && readStored(PEOPLE) !== 'closed',
  );
  const toggle = () => {
    setIsShown(!isShown);
    writeStored(PEOPLE, isShown ? 'closed' : null);
  };
  return [isShown, toggle];
}
