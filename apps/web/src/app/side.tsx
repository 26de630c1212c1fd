import type { ReactNode } from 'react';
import { Bell, MentionsLink } from '../notifications/mentions-link.js';
import { useObservable } from '../realtime/observable.js';
import { RoomList } from '../rooms/room-list.js';
import type { RoomSections } from '../rooms/room-sections.js';
import { useIsNarrow } from '../ui/use-is-narrow.js';
import type { Chat } from './chat.js';
import { SideNotifications } from './side-notifications.js';
import { SideFoot } from './side-foot.js';
import type { Frame } from './use-frame.js';
import { Zone } from './zone.js';

interface Props {
  chat: Chat;
  frame: Frame;
  sections: RoomSections;
  activeId: string | undefined;
  path: string;
  /** The edge of the list. */
  children: ReactNode;
}

/** The column of the rooms, with who one is at its foot; on a narrow screen it is a screen of its own. */
export function Side({ chat, frame, sections, activeId, path, children }: Props) {
  const isNarrow = useIsNarrow();
  const Frame = isNarrow && path === '/' ? 'main' : 'div';
  const { rooms, isLoaded } = useObservable(chat.rooms);
  return (
    <Frame className="side">
      <Zone chat={chat}>
        <RoomList
          rooms={rooms}
          sections={sections}
          isLoaded={isLoaded}
          activeId={activeId}
          path={path}
          drafts={chat.drafts}
          menuRoomId={frame.menu?.isInList ? frame.menu.roomId : undefined}
          onMenu={frame.openMenu}
          onGoTo={() => frame.open({ kind: 'switcher' })}
          onCreate={() => frame.open({ kind: 'create' })}
          mentions={<MentionsLink unread={chat.notified.unread} path={path} />}
          bell={<Bell unread={chat.notified.unread} />}
        >
          {children}
        </RoomList>
      </Zone>
      {!isNarrow && path !== '/notifications' && <SideNotifications chat={chat} />}
      <SideFoot chat={chat} path={path} />
    </Frame>
  );
}
