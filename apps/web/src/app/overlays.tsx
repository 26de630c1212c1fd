import type { Room } from '@tertulia/contract';
import { lazy, Suspense, useCallback } from 'react';
import { useLocation } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import type { Place } from '../rooms/rank-places.js';
import { readRecentRooms } from '../rooms/recent-rooms.js';
import type { Chat } from './chat.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { RoomOverlay } from './room-overlays.js';
import type { Frame } from './use-frame.js';
import type { RoomActions } from './use-room-actions.js';
import { searchPath } from './search-path.js';
import { writeMention } from './write-mention.js';

const CreateRoomDialog = lazy(async () => ({
  default: (await import('../rooms/create-room-dialog.js')).CreateRoomDialog,
}));
const QuickSwitcher = lazy(async () => ({ default: (await import('../rooms/quick-switcher.js')).QuickSwitcher }));
const HelpDialog = lazy(async () => ({ default: (await import('./help-dialog.js')).HelpDialog }));
const RoomMenu = lazy(async () => ({ default: (await import('../rooms/room-menu.js')).RoomMenu }));

interface Props {
  chat: Chat;
  frame: Frame;
  actions: RoomActions;
}

/** What lies over the page; each part is fetched when it is first opened. */
export function Overlays({ chat, frame, actions }: Props) {
  return (
    <Suspense fallback={null}>
      <Menu chat={chat} frame={frame} actions={actions} />
      <Dialog chat={chat} frame={frame} actions={actions} />
    </Suspense>
  );
}

function Menu({ chat, frame, actions }: Props) {
  const [, navigate] = useLocation();
  const { rooms } = useObservable(chat.rooms);
  const { email } = useObservable(chat.me);
  const { menu, open, closeMenu } = frame;
  const room = menu && rooms.find(({ id }) => id === menu.roomId);
  if (!menu || !room) return null;
  return (
    <RoomMenu
      key={menu.roomId}
      room={room}
      anchor={menu.anchor}
      hasMail={email?.state === 'verified'}
      actions={{
        onChange: (target, change) => void actions.change(target, change),
        onMarkRead: (target) => void actions.markRead(target),
        onSearch: ({ slug }) => navigate(searchPath(`in:${slug} `)),
        onCopyLink: actions.copyLink,
        onInvite: ({ id }) => open({ kind: 'invite', roomId: id }),
        onSettings: ({ id }) => open({ kind: 'settings', roomId: id }),
        onWebhooks: ({ id }) => open({ kind: 'webhooks', roomId: id }),
        onLeave: ({ id }) => open({ kind: 'leave', roomId: id }),
      }}
      onClose={closeMenu}
    />
  );
}

function Dialog({ chat, frame, actions }: Props) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const { rooms } = useObservable(chat.rooms);
  const { overlay, close } = frame;
  if (!overlay) return null;
  if ('roomId' in overlay) {
    const room = rooms.find(({ id }) => id === overlay.roomId);
    return room ? <RoomOverlay chat={chat} room={room} kind={overlay.kind} actions={actions} onClose={close} /> : null;
  }
  if (overlay.kind === 'help') return <HelpDialog onClose={close} />;
  if (overlay.kind === 'switcher') return <Switcher chat={chat} rooms={rooms} onClose={close} />;
  if (overlay.kind === 'create') {
    return (
      <CreateRoomDialog
        create={(request) => chat.api.createRoom(request)}
        onCreated={(created) => {
          chat.rooms.put(created);
          close();
          navigate(`/r/${created.slug}`);
        }}
        onClose={close}
      />
    );
  }
  return (
    <ConfirmDialog
      title={t('readAll')}
      question={t('readAllQuestion')}
      action={t('markRead')}
      onConfirm={() => {
        close();
        void actions.readAll();
      }}
      onClose={close}
    />
  );
}

interface SwitcherProps {
  chat: Chat;
  rooms: readonly Room[];
  onClose: () => void;
}

function Switcher({ chat, rooms, onClose }: SwitcherProps) {
  const [, navigate] = useLocation();
  const { online } = useObservable(chat.presence);
  const findRooms = useCallback((words: string) => chat.api.listRooms(words), [chat]);
  const findPeople = useCallback((words: string) => chat.api.findUsers(words), [chat]);
  const choose = (place: Place) => {
    if (place.kind === 'person') {
      // The dialog gives the focus back when it is gone; the composer takes it after that.
      setTimeout(() => writeMention(place.person.handle), 0);
      return;
    }
    if (place.kind === 'room') {
      chat.rooms.put(place.room);
      navigate(`/r/${place.room.slug}`);
    } else navigate(searchPath(place.query));
  };
  return (
    <QuickSwitcher
      rooms={rooms}
      recent={readRecentRooms()}
      people={online.filter(({ id }) => id !== chat.user.id)}
      findRooms={findRooms}
      findPeople={findPeople}
      onChoose={choose}
      onClose={onClose}
    />
  );
}
