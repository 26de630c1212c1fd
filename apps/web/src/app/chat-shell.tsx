import type { Room } from '@tertulia/contract';
import { useCallback, useEffect, useState } from 'react';
import { Redirect, useLocation, useRoute } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { CreateRoomDialog } from '../rooms/create-room-dialog.js';
import { RoomList } from '../rooms/room-list.js';
import { Logo } from '../ui/icons.js';
import { readStored, writeStored } from '../ui/storage.js';
import type { Chat } from './chat.js';
import { ConnectionBar } from './connection-bar.js';
import { NotFoundPage } from './not-found-page.js';
import { isPagePath, Pages, pageTitle } from './pages.js';
import { RoomPage } from './room-page.js';
import { SideFoot } from './side-foot.js';
import { useActiveRoom } from './use-active-room.js';
import { useIsNarrow } from './use-is-narrow.js';
import { Zone } from './zone.js';

const LAST_ROOM = 'tertulia.last-room';

/** The visit on the screen: rooms at the side, one room in the middle, the connection above. */
export function ChatShell({ chat, onSignOut }: { chat: Chat; onSignOut: () => void }) {
  const { t } = useLocale();
  const [path, navigate] = useLocation();
  const { ref, messageId } = useAddress();
  const rooms = useObservable(chat.rooms);
  const [isCreating, setIsCreating] = useState(false);
  const isNarrow = useIsNarrow();
  const { room, isMissing } = useActiveRoom(chat, ref);
  const isPage = isPagePath(path);
  const isUnknown = isMissing || (path !== '/' && ref === undefined && !isPage);
  const titleKey = isUnknown ? 'notFoundTitle' : pageTitle(path);
  useTitle(room, rooms.rooms, titleKey && t(titleKey));
  useEffect(() => {
    if (room) writeStored(LAST_ROOM, room.slug);
  }, [room]);
  const handleCreated = useCallback(
    (created: Room) => {
      chat.rooms.put(created);
      setIsCreating(false);
      navigate(`/r/${created.slug}`);
    },
    [chat, navigate],
  );
  const home = homeRoom(rooms.rooms);
  if (path === '/' && !isNarrow && home) return <Redirect to={`/r/${home.slug}`} replace />;
  return (
    <div className={`shell${path === '/' ? ' shell-list' : ''}`}>
      <Side chat={chat} activeId={room?.id} onCreate={() => setIsCreating(true)} />
      <div className="middle">
        <ConnectionBar socket={chat.socket} />
        {room && <RoomPage key={room.id} chat={chat} room={room} messageId={messageId} />}
        {isPage && <Pages chat={chat} path={path} onSignOut={onSignOut} />}
        {!room && isUnknown && <NotFoundPage home={home} />}
        {!room && !isUnknown && !isPage && <main className="waiting" aria-busy="true" aria-label={t('loadingRoom')} />}
      </div>
      {isCreating && (
        <CreateRoomDialog
          create={(request) => chat.api.createRoom(request)}
          onCreated={handleCreated}
          onClose={() => setIsCreating(false)}
        />
      )}
    </div>
  );
}

interface SideProps {
  chat: Chat;
  activeId: string | undefined;
  onCreate: () => void;
}

function Side({ chat, activeId, onCreate }: SideProps) {
  const { t } = useLocale();
  return (
    <div className="side">
      <header className="brand">
        <Logo size={30} />
        <span>{t('appName')}</span>
      </header>
      <Zone chat={chat}>
        <RoomList view={useObservable(chat.rooms)} activeId={activeId} onCreate={onCreate} />
      </Zone>
      <SideFoot chat={chat} />
    </div>
  );
}

/** Which room and which message the address names. */
function useAddress(): { ref: string | undefined; messageId: string | undefined } {
  const [isRoom, room] = useRoute('/r/:room');
  const [isMessage, message] = useRoute('/r/:room/m/:id');
  if (isMessage) return { ref: message.room, messageId: message.id };
  return { ref: isRoom ? room.room : undefined, messageId: undefined };
}

function homeRoom(rooms: readonly Room[]): Room | undefined {
  const last = readStored(LAST_ROOM);
  return rooms.find(({ slug }) => slug === last) ?? rooms.find(({ slug }) => slug === 'general') ?? rooms[0];
}

/** Mentions as a number, other unread messages as a dot, then where one is. */
function useTitle(room: Room | undefined, rooms: readonly Room[], other: string | undefined): void {
  const { t } = useLocale();
  const mentions = rooms.reduce((sum, { me }) => sum + (me?.mentions ?? 0), 0);
  const hasUnread = rooms.some(({ id, me }) => id !== room?.id && (me?.unread ?? 0) > 0);
  const place = room?.name ?? other;
  useEffect(() => {
    const mark = mentions > 0 ? `(${mentions}) ` : hasUnread ? '• ' : '';
    document.title = `${mark}${place ? `${place} – ` : ''}${t('appName')}`;
  }, [mentions, hasUnread, place, t]);
}
