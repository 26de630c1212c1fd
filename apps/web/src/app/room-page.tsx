import type { Room } from '@tertulia/contract';
import { lazy, Suspense, useMemo, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { HearingContext } from '../messages/hearing.js';
import { ReaderContext } from '../messages/message-text.js';
import { Timeline } from '../messages/timeline.js';
import { RefusedBar } from '../messages/refused-bar.js';
import type { Told } from '../messages/use-reading.js';
import { UnsentBar } from '../messages/unsent-bar.js';
import { Bell } from '../notifications/mentions-link.js';
import { useObservable } from '../realtime/observable.js';
import { RoomHeader } from '../rooms/room-header.js';
import { TypingLine } from '../rooms/typing-line.js';
import { PlayerLine } from '../speech/player-line.js';
import { useCommand } from '../ui/commands.js';
import type { Chat } from './chat.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { useTakeFiles } from './draft-pictures.js';
import { DropTarget, useDrop } from './drop-target.js';
import { HeldReview } from './held-review.js';
import { PanelEscape } from './panel-escape.js';
import { RoomComposer, useReply } from './room-composer.js';
import { RoomPictures } from './room-pictures.js';
import { searchPath } from './search-path.js';
import { takeBack } from './take-back.js';
import type { Frame } from './use-frame.js';
import { useMessageActions } from './use-message-actions.js';
import { usePanel } from './use-panel.js';
import { useSpeech } from './use-speech.js';
import type { RoomActions } from './use-room-actions.js';
import { Zone } from './zone.js';

const RoomPanel = lazy(async () => ({ default: (await import('./room-panel.js')).RoomPanel }));

interface Props {
  chat: Chat;
  room: Room;
  messageId: string | undefined;
  frame: Frame;
  actions: RoomActions;
}

/** One room: header, messages, composer, and the panel beside them. */
export function RoomPage({ chat, room, messageId, frame, actions: roomActions }: Props) {
  const presence = useObservable(chat.presence);
  const me = useObservable(chat.me);
  const { panel, toggle, close } = usePanel();
  const [, navigate] = useLocation();
  const handleReply = useReply(chat, room.id);
  const actions = useMessageActions(chat, chat.storeOf(room.id), handleReply);
  const online = useMemo(() => (presence.online.length > 0 ? presence.online : [me]), [presence.online, me]);
  const search = () => navigate(searchPath(`in:${room.slug} `));
  useCommand('panel', () => toggle('members'));
  useCommand('searchRoom', search);
  return (
    <div className={`room${panel ? ' room-with-panel' : ''}`}>
      <RoomHeader
        room={room}
        online={online}
        onlineCount={Math.max(presence.onlineCount, 1)}
        hasPeople={panel === 'members'}
        onTogglePeople={() => toggle('members')}
        hasSide={frame.hasSide}
        onToggleSide={frame.toggleSide}
        onSearch={search}
        isMenuOpen={frame.menu !== undefined && !frame.menu.isInList}
        onMenu={frame.openMenu}
        bell={<Bell unread={chat.notified.unread} />}
      />
      <RoomMain
        chat={chat}
        room={room}
        messageId={messageId}
        actions={actions}
        hasPanel={panel !== undefined}
        onClosePanel={close}
      />
      {panel && (
        <Suspense fallback={<aside className="panel" aria-busy="true" />}>
          <RoomPanel chat={chat} room={room} actions={roomActions} onClose={close} />
        </Suspense>
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
  hasPanel: boolean;
  onClosePanel: () => void;
}

function RoomMain({ chat, room, messageId, actions, hasPanel, onClosePanel }: MainProps) {
  const store = chat.storeOf(room.id);
  const presence = useObservable(chat.presence);
  const me = useObservable(chat.me);
  const reading = useReadMarks(chat, room.id);
  const told = useTold(chat, room.id);
  const player = useSpeech(chat, store);
  const drop = useDrop(useTakeFiles(chat, room.id), room.archivedAt === null);
  return (
    <main className="room-main" {...drop.handlers}>
      <HeldReview chat={chat} room={room} />
      <Zone chat={chat} resetKey={room.id}>
        <ReaderContext value={me.id}>
          <RoomPictures chat={chat} store={store}>
            <HearingContext value={player}>
              <Timeline
                room={room}
                store={store}
                me={me}
                messageId={messageId}
                editingId={actions.editingId}
                actions={actions.forTimeline}
                {...reading}
                told={told}
                onReload={() => chat.reenter()}
              />
            </HearingContext>
          </RoomPictures>
        </ReaderContext>
      </Zone>
      <PanelEscape hasPanel={hasPanel} onClose={onClosePanel} />
      <PlayerLine player={player} />
      <UnsentBar store={store} />
      <RefusedBar store={store} onRewrite={({ clientMessageId }) => takeBack(chat, store, clientMessageId)} />
      <p className="action-error" role="alert">
        {actions.error}
      </p>
      <TypingLine users={presence.typing} />
      <Zone chat={chat} resetKey={room.id}>
        <RoomComposer chat={chat} room={room} actions={actions} />
      </Zone>
      {drop.isOver && <DropTarget />}
    </main>
  );
}

/** Moves the own marker of a room, forward and back. */
function useReadMarks(chat: Chat, roomId: string) {
  return useMemo(
    () => ({
      onRead: (seq: number) => chat.marker.see(roomId, seq),
      onMarkUnread: (seq: number) => chat.markUnread(roomId, seq),
      onTold: ({ id, seq }: Told) => chat.marker.seeAgain(roomId, seq, id),
      onShown: (messageId: string) => chat.notified.noteShown(messageId),
    }),
    [chat, roomId],
  );
}

/** The messages of a room that one was told of and has not read. */
function useTold(chat: Chat, roomId: string): readonly Told[] {
  const list = useSyncExternalStore(chat.notified.subscribeToList, chat.notified.list);
  return useMemo(
    () =>
      list
        .filter(({ room, readAt }) => room.id === roomId && readAt === null)
        .map(({ id, message: { seq } }) => ({ id, seq })),
    [list, roomId],
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
