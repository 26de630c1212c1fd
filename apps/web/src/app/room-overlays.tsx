import type { Room } from '@tertulia/contract';
import { lazy } from 'react';
import { useLocation } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import type { Chat } from './chat.js';
import { ConfirmDialog } from './confirm-dialog.js';
import type { RoomActions } from './use-room-actions.js';

const RoomSettingsDialog = lazy(async () => ({
  default: (await import('../rooms/room-settings-dialog.js')).RoomSettingsDialog,
}));
const WebhooksDialog = lazy(async () => ({ default: (await import('../webhooks/webhooks-dialog.js')).WebhooksDialog }));
const InviteDialog = lazy(async () => ({ default: (await import('../rooms/invite-dialog.js')).InviteDialog }));

interface Props {
  chat: Chat;
  room: Room;
  kind: 'settings' | 'invite' | 'webhooks' | 'leave';
  actions: RoomActions;
  onClose: () => void;
}

/** The dialogs that are about one room. */
export function RoomOverlay({ chat, room, kind, actions, onClose }: Props) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  if (kind === 'settings') {
    return (
      <RoomSettingsDialog
        room={room}
        update={async (change) => chat.rooms.put(await chat.api.updateRoom(room.id, change))}
        closeRoom={async () => {
          await chat.api.closeRoom(room.id);
          chat.rooms.remove(room.id);
        }}
        onClose={onClose}
      />
    );
  }
  if (kind === 'invite') {
    return (
      <InviteDialog
        room={room}
        createInvite={(invite) => chat.api.createInvite(room.id, invite)}
        onCopied={actions.noteCopied}
        onClose={onClose}
      />
    );
  }
  if (kind === 'webhooks') {
    return <WebhooksDialog room={room} http={chat.api.http} onClose={onClose} />;
  }
  const leave = async () => {
    onClose();
    // The open room is left on the screen first: staying in it would enter it again.
    if (chat.activeRoomId === room.id) {
      const others = chat.rooms.get().rooms.filter(({ id, me }) => id !== room.id && me !== undefined);
      const next = others.find(({ slug }) => slug === 'general') ?? others[0];
      navigate(next ? `/r/${next.slug}` : '/rooms', { replace: true });
    }
    await actions.leave(room);
  };
  return (
    <ConfirmDialog
      title={t('leaveRoom')}
      question={t(room.visibility === 'private' ? 'leaveQuestionPrivate' : 'leaveQuestion', { room: room.name })}
      action={t('leaveRoom')}
      onConfirm={() => void leave()}
      onClose={onClose}
    />
  );
}
