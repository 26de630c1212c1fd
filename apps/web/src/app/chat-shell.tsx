import type { Room } from '@tertulia/contract';
import { type CSSProperties, lazy, Suspense, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Redirect, useLocation, useRoute, useSearch } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { UpdateBar } from '../offline/update-bar.js';
import { useObservable } from '../realtime/observable.js';
import { keepRecentRoom } from '../rooms/recent-rooms.js';
import { SideToggle } from '../rooms/room-header.js';
import { arrangeRooms } from '../rooms/room-sections.js';
import { Commands, CommandsContext } from '../ui/commands.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { readStored, writeStored } from '../ui/storage.js';
import { ToastArea, Toasts, ToastsContext } from '../ui/toasts.js';
import { useIsNarrow } from '../ui/use-is-narrow.js';
import type { Chat } from './chat.js';
import { ConnectionBar } from './connection-bar.js';
import { showNews } from './favicon.js';
import { GonePage } from './gone-page.js';
import { NotFoundPage } from './not-found-page.js';
import { Overlays } from './overlays.js';
import { isPagePath, type PageProps, Pages, pageTitle } from './pages.js';
import { RoomPage } from './room-page.js';
import { Side } from './side.js';
import { SideResizer, useSideWidth } from './side-resizer.js';
import { SkipLinks } from './skip-links.js';
import { type ActiveRoom, useActiveRoom } from './use-active-room.js';
import { type Frame, useFrame } from './use-frame.js';
import { useKeyboard } from './use-keyboard.js';
import { useMessageHints } from './use-message-hints.js';
import { type RoomActions, useRoomActions } from './use-room-actions.js';
import { useShellCommands } from './use-shell-commands.js';
import { sumNews, windowTitle } from './window-title.js';

const NotificationAlerts = lazy(async () => ({
  default: (await import('../notifications/notification-alerts.js')).NotificationAlerts,
}));

const LAST_ROOM = 'tertulia.last-room';

interface Props {
  chat: Chat;
  onSignOut: () => void;
  onSignedIn: PageProps['onSignedIn'];
}

/** The visit on the screen, with what all parts of it share: commands for the keyboard, and toasts. */
export function ChatShell(props: Props) {
  const [commands] = useState(() => new Commands());
  const [toasts] = useState(() => new Toasts());
  useKeyboard(commands);
  return (
    <CommandsContext value={commands}>
      <ToastsContext value={toasts}>
        <Shell {...props} />
      </ToastsContext>
    </CommandsContext>
  );
}

/** Rooms at the side, one room or page in the middle, the connection and what lies over the page above. */
function Shell({ chat, onSignOut, onSignedIn }: Props) {
  const { t } = useLocale();
  const [path] = useLocation();
  const { ref, messageId } = useAddress();
  const { rooms } = useObservable(chat.rooms);
  const { settings } = useObservable(chat.me);
  const frame = useFrame();
  const actions = useRoomActions(chat);
  useMessageHints(chat.socket);
  const [width, setWidth] = useSideWidth();
  const isNarrow = useIsNarrow();
  const active = useActiveRoom(chat, ref);
  const activeId = active.room?.id;
  const sections = useMemo(
    () => arrangeRooms(rooms, settings.roomOrder, activeId),
    [rooms, settings.roomOrder, activeId],
  );
  useShellCommands(frame, actions, sections, activeId);
  useVisited(active.room);
  useOwnAddress(active.room, ref, messageId);
  const titleKey = isNothing(path, ref, active) ? 'notFoundTitle' : pageTitle(path);
  useTitle(chat, active.room, titleKey && t(titleKey));
  const home = homeRoom(rooms);
  if (path === '/' && !isNarrow && home) return <Redirect to={`/r/${home.slug}`} replace />;
  const style: CSSProperties & Record<'--side-width', string> = { '--side-width': `${width}px` };
  return (
    <div className={`shell${path === '/' ? ' shell-list' : ''}${frame.hasSide ? '' : ' shell-wide'}`} style={style}>
      <SkipLinks hasRoom={active.room !== undefined} />
      <Side chat={chat} frame={frame} sections={sections} activeId={activeId} path={path}>
        <SideResizer width={width} onWidth={setWidth} />
      </Side>
      <div className="middle">
        <ConnectionBar socket={chat.socket} />
        <Middle {...{ chat, frame, actions, active, messageId, home, onSignOut, onSignedIn }} />
      </div>
      <Overlays chat={chat} frame={frame} actions={actions} />
      <Updates chat={chat} />
      <ErrorBoundary fallback={() => null}>
        <Suspense fallback={null}>
          <Alerts chat={chat} activeId={activeId} />
        </Suspense>
      </ErrorBoundary>
      <ToastArea label={t('notices')} dismissLabel={t('dismiss')} />
    </div>
  );
}

/** What a mention does besides standing in the list. */
function Alerts({ chat, activeId }: Pick<Props, 'chat'> & { activeId: string | undefined }) {
  const store = useObservable(chat.notified);
  const { settings } = useObservable(chat.me);
  return store ? <NotificationAlerts store={store} announcements={settings.announce} activeRoomId={activeId} /> : null;
}

function Updates({ chat }: Pick<Props, 'chat'>) {
  const state = useSyncExternalStore(chat.socket.subscribe, () => chat.socket.state);
  return <UpdateBar isConnected={state === 'connected'} />;
}

interface MiddleProps extends Props {
  frame: Frame;
  actions: RoomActions;
  active: ActiveRoom;
  messageId: string | undefined;
  home: Room | undefined;
}

/** The room or the page that the address names. */
function Middle({ chat, frame, actions, active, messageId, home, onSignOut, onSignedIn }: MiddleProps) {
  const { t } = useLocale();
  const [path] = useLocation();
  const { room, isMissing, goneName } = active;
  if (room)
    return <RoomPage key={room.id} chat={chat} room={room} messageId={messageId} frame={frame} actions={actions} />;
  const isWaiting = path === '/' || (path.startsWith('/r/') && !isMissing);
  if (isWaiting) return <main className="waiting" aria-busy="true" aria-label={t('loadingRoom')} />;
  return (
    <div className="page">
      <div className="page-bar">
        <SideToggle hasSide={frame.hasSide} onToggle={frame.toggleSide} />
      </div>
      {isPagePath(path) && <Pages {...{ chat, path, onSignOut, onSignedIn }} />}
      {!isPagePath(path) && goneName !== undefined && <GonePage name={goneName} home={home} />}
      {!isPagePath(path) && goneName === undefined && <NotFoundPage home={home} />}
    </div>
  );
}

/** Whether the address leads to nothing that there is. */
function isNothing(path: string, ref: string | undefined, { isMissing }: ActiveRoom): boolean {
  return isMissing || (path !== '/' && ref === undefined && !isPagePath(path));
}

/** Which room and which message the address names. */
function useAddress(): { ref: string | undefined; messageId: string | undefined } {
  const [isRoom, room] = useRoute('/r/:room');
  const [isMessage, message] = useRoute('/r/:room/m/:id');
  if (isMessage) return { ref: message.room, messageId: message.id };
  return { ref: isRoom ? room.room : undefined, messageId: undefined };
}

/** Remembers where one is: for the next visit, and for the quick switcher. */
function useVisited(room: Room | undefined): void {
  const id = room?.id;
  const slug = room?.slug;
  useEffect(() => {
    if (slug !== undefined) writeStored(LAST_ROOM, slug);
  }, [slug]);
  useEffect(() => {
    if (id !== undefined) keepRecentRoom(id);
  }, [id]);
}

/** Puts the room's present name into the address when it was reached by an earlier one, or by its id. */
function useOwnAddress(room: Room | undefined, ref: string | undefined, messageId: string | undefined): void {
  const [, navigate] = useLocation();
  const search = useSearch();
  const slug = room?.slug;
  useEffect(() => {
    if (slug === undefined || slug === ref) return;
    navigate(`/r/${slug}${messageId ? `/m/${messageId}` : ''}${search ? `?${search}` : ''}`, { replace: true });
  }, [slug, ref, messageId, search, navigate]);
}

function homeRoom(rooms: readonly Room[]): Room | undefined {
  const last = readStored(LAST_ROOM);
  return rooms.find(({ slug }) => slug === last) ?? rooms.find(({ slug }) => slug === 'general') ?? rooms[0];
}

/** Mentions as a number, other unread messages as a dot, then where one is; on the tab and on its picture. */
function useTitle(chat: Chat, room: Room | undefined, other: string | undefined): void {
  const { t } = useLocale();
  const { rooms } = useObservable(chat.rooms);
  const { mentions, hasUnread } = sumNews(rooms, room?.id, useObservable(chat.notified.unread));
  const place = room?.name ?? other;
  useEffect(() => {
    document.title = windowTitle({ mentions, hasUnread }, place, t('appName'));
  }, [mentions, hasUnread, place, t]);
  useEffect(() => showNews({ mentions, hasUnread }), [mentions, hasUnread]);
  useEffect(() => () => showNews({ mentions: 0, hasUnread: false }), []);
}
