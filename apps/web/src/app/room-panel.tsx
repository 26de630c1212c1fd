import type { Room, User } from '@tertulia/contract';
import { useCallback, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { MembersPanel } from '../rooms/members-panel.js';
import { useIsNarrow } from '../ui/use-is-narrow.js';
import type { Chat } from './chat.js';
import { ConfirmDialog } from './confirm-dialog.js';
import type { RoomActions } from './use-room-actions.js';
import { writeMention } from './write-mention.js';
import { Zone } from './zone.js';

interface Props {
  chat: Chat;
  room: Room;
  actions: RoomActions;
  onClose: () => void;
}

/** The panel beside a room: its people. */
export function RoomPanel({ chat, room, actions, onClose }: Props) {
  const { t } = useLocale();
  const me = useObservable(chat.me);
  const { online, onlineCount } = useObservable(chat.presence);
  const isNarrow = useIsNarrow();
  const [leaving, setLeaving] = useState<User>();
  const [version, setVersion] = useState(0);
  const listMembers = useCallback(() => chat.api.listMembers(room.id), [chat, room.id]);
  const takeOut = async (user: User) => {
    setLeaving(undefined);
    await actions.attempt(() => chat.api.removeMember(room.id, user.id));
    setVersion((before) => before + 1);
  };
  const mention = ({ handle }: User) => {
    // Where the panel is a screen of its own, the composer is behind it.
    if (isNarrow) onClose();
    setTimeout(() => writeMention(handle), 0);
  };
  return (
    <>
      <Zone chat={chat} resetKey={room.id}>
        <MembersPanel
          room={room}
          me={me}
          online={online}
          onlineCount={onlineCount}
          listMembers={listMembers}
          version={version}
          addMember={(handle) => chat.api.addMember(room.id, handle)}
          onMention={mention}
          onTakeOut={setLeaving}
          onClose={onClose}
        />
      </Zone>
      {leaving && (
        <ConfirmDialog
          title={t('takeOut', { name: leaving.displayName })}
          question={t('takeOutQuestion', { name: leaving.displayName, room: room.name })}
          action={t('takeOutAction')}
          onConfirm={() => void takeOut(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}
