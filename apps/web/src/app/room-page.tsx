import type { Room } from '@tertulia/contract';
import { useCallback, useMemo, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { ReaderContext } from '../messages/message-text.js';
import { Timeline } from '../messages/timeline.js';
import { UnsentBar } from '../messages/unsent-bar.js';
import { useObservable } from '../realtime/observable.js';
import { PeoplePanel } from '../rooms/people-panel.js';
import { RoomHeader } from '../rooms/room-header.js';
import { TypingLine } from '../rooms/typing-line.js';
import { readStored, writeStored } from '../ui/storage.js';
import type { Chat } from './chat.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { RoomComposer, useReply } from './room-composer.js';
import { useMessageActions } from './use-message-actions.js';
import { Zone } from './zone.js';

const PEOPLE = 'tertulia.people';

/** One room: header, messages, composer, and the people beside them. */
export function RoomPage({ chat, room, messageId }: { chat: Chat; room: Room; messageId: string | undefined }) {
  const presence = useObservable(chat.presence);
  const [hasPeople, togglePeople] = usePeople();
  const handleReply = useReply(chat, room.id);
  const actions = useMessageActions(chat, chat.storeOf(room.id), handleReply);
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
      <RoomMain chat={chat} room={room} messageId={messageId} actions={actions} />
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
}

function RoomMain({ chat, room, messageId, actions }: MainProps) {
  const store = chat.storeOf(room.id);
  const presence = useObservable(chat.presence);
  const handleRead = useCallback((seq: number) => chat.marker.see(room.id, seq), [chat, room.id]);
  return (
    <main className="room-main">
      <Zone chat={chat} resetKey={room.id}>
        <ReaderContext value={chat.user.id}>
          <Timeline
            room={room}
            store={store}
            me={chat.user}
            messageId={messageId}
            editingId={actions.editingId}
            actions={actions.forTimeline}
            onRead={handleRead}
            onReload={() => chat.reenter()}
          />
        </ReaderContext>
      </Zone>
      <UnsentBar store={store} />
      <p className="action-error" role="alert">
        {actions.error}
      </p>
      <TypingLine users={presence.typing} />
      <Zone chat={chat} resetKey={room.id}>
        <RoomComposer chat={chat} room={room} actions={actions} />
      </Zone>
    </main>
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
