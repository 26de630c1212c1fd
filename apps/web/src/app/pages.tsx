import type { Room, Session } from '@tertulia/contract';
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { useLocale } from '../i18n/locale-context.js';
import type { TextKey } from '../i18n/translate.js';
import { useObservable } from '../realtime/observable.js';
import { CreateRoomDialog } from '../rooms/create-room-dialog.js';
import type { Chat } from './chat.js';
import { NotificationsPlace } from './notifications-place.js';
import { Zone } from './zone.js';

const SearchPage = lazy(() => import('../search/search-page.js').then((module) => ({ default: module.SearchPage })));
const CatchUpPage = lazy(() =>
  import('../catch-up/catch-up-page.js').then((module) => ({ default: module.CatchUpPage })),
);
const SettingsPage = lazy(() =>
  import('../settings/settings-page.js').then((module) => ({ default: module.SettingsPage })),
);
const BrowsePage = lazy(() => import('../browse/browse-page.js').then((module) => ({ default: module.BrowsePage })));
const InvitePage = lazy(() => import('../invites/invite-page.js').then((module) => ({ default: module.InvitePage })));
const MailPage = lazy(() => import('./mail-pages.js').then((module) => ({ default: module.MailPage })));

/** What a page beside the rooms needs. */
export interface PageProps {
  chat: Chat;
  /** The path of the address, without its query. */
  path: string;
  onSignOut: () => void;
  onSignedIn: (session: Session) => void;
}

/** State of the address of an invitation through which somebody just entered. */
export const ENTERING = { entering: true };

const pagePath =
  /^\/(?:(search|catch-up|notifications|rooms|settings|sign-in|confirm-email)(?:\/?$)|(settings|i)\/([^/]+)\/?$)/;

interface PageAddress {
  page: string;
  part: string | undefined;
}

function addressOf(path: string): PageAddress | undefined {
  const match = pagePath.exec(path);
  const page = match?.[1] ?? match?.[2];
  return page === undefined ? undefined : { page, part: match?.[3] };
}

/** Whether an address belongs to a page and not to a room. */
export function isPagePath(path: string): boolean {
  return addressOf(path) !== undefined;
}

const titles: Record<string, TextKey> = {
  search: 'searchTitle',
  'catch-up': 'catchUpTitle',
  notifications: 'notifications',
  rooms: 'browseTitle',
  settings: 'settings',
  i: 'inviteTitle',
  'sign-in': 'signInPage',
  'confirm-email': 'confirmEmailPage',
};

/** What a page is called in the title of the window. */
export function pageTitle(path: string): TextKey | undefined {
  return titles[addressOf(path)?.page ?? ''];
}

/** The page that an address names; each is fetched when it is first opened. */
export function Pages(props: PageProps): ReactNode {
  const { t } = useLocale();
  const address = addressOf(props.path);
  if (!address) return null;
  return (
    <Zone chat={props.chat} resetKey={props.path}>
      <Suspense fallback={<main className="waiting" aria-busy="true" aria-label={t('loadingPage')} />}>
        <ThePage {...props} {...address} />
      </Suspense>
    </Zone>
  );
}

function ThePage({ chat, page, part, onSignOut, onSignedIn }: PageProps & PageAddress) {
  const { rooms, isLoaded } = useObservable(chat.rooms);
  const { settings } = useObservable(chat.me);
  const person = useMemo(() => ({ me: chat.me, update: chat.api.updateMe.bind(chat.api) }), [chat]);
  const gateway = useMemo(() => catchUpGateway(chat), [chat]);
  switch (page) {
    case 'search':
      return <SearchPage api={chat.api} rooms={rooms} />;
    case 'catch-up':
      return <CatchUpPage gateway={gateway} rooms={rooms} settings={settings} />;
    case 'notifications':
      return <NotificationsPlace chat={chat} />;
    case 'settings':
      return (
        <SettingsPage
          section={part}
          person={person}
          setMark={(passphrase) => chat.api.setMark(passphrase)}
          mail={<MailPage chat={chat} page={page} onSignedIn={onSignedIn} />}
          onSignOut={onSignOut}
        />
      );
    case 'sign-in':
    case 'confirm-email':
      return <MailPage chat={chat} page={page} onSignedIn={onSignedIn} />;
    case 'rooms':
      return <Browse chat={chat} rooms={rooms} isLoaded={isLoaded} />;
    default:
      return part === undefined ? null : <Invite chat={chat} code={part} />;
  }
}

function catchUpGateway(chat: Chat) {
  return {
    load: () => chat.api.catchUp(),
    rooms: () => chat.rooms.get().rooms,
    markRoom: (roomId: string, seq: number) => chat.socket.request('room:read', { roomId, seq }),
    readAll: (before: string | undefined) => chat.api.readAll(before),
    restore: (items: { roomId: string; readSeq: number }[]) => chat.api.restoreRead(items),
    show: chat.rooms.setReadState.bind(chat.rooms),
  };
}

function Browse({ chat, rooms, isLoaded }: { chat: Chat; rooms: readonly Room[]; isLoaded: boolean }) {
  const [, navigate] = useLocation();
  const [isCreating, setIsCreating] = useState(false);
  const listRooms = useCallback((q: string) => chat.api.listRooms(q), [chat]);
  return (
    <>
      <BrowsePage listRooms={listRooms} rooms={rooms} isLoaded={isLoaded} onCreate={() => setIsCreating(true)} />
      {isCreating && (
        <CreateRoomDialog
          create={(request) => chat.api.createRoom(request)}
          onCreated={(created) => {
            chat.rooms.put(created);
            navigate(`/r/${created.slug}`);
          }}
          onClose={() => setIsCreating(false)}
        />
      )}
    </>
  );
}

function Invite({ chat, code }: { chat: Chat; code: string }) {
  const [, navigate] = useLocation();
  const state: unknown = useHistoryState();
  const isEntering = typeof state === 'object' && state !== null && 'entering' in state;
  const getInvite = useCallback((asked: string) => chat.api.getInvite(asked), [chat]);
  const accept = useCallback((accepted: string) => chat.api.acceptInvite(accepted), [chat]);
  const handleEntered = useCallback(
    (room: Room) => {
      chat.rooms.put(room);
      navigate(`/r/${room.slug}`, { replace: true });
    },
    [chat, navigate],
  );
  return (
    <InvitePage
      key={code}
      code={code}
      isEntering={isEntering}
      getInvite={getInvite}
      accept={accept}
      onEntered={handleEntered}
    />
  );
}
