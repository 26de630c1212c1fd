import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { RoomList } from '../rooms/room-list.js';
import type { RoomSections } from '../rooms/room-sections.js';
import { Logo } from '../ui/icons.js';
import type { Chat } from './chat.js';
import { SideFoot } from './side-foot.js';
import type { Frame } from './use-frame.js';
import { Zone } from './zone.js';

interface Props {
  chat: Chat;
  frame: Frame;
  sections: RoomSections;
  activeId: string | undefined;
  path: string;
}

/** The column of the rooms, with who one is at its foot. */
export function Side({ chat, frame, sections, activeId, path }: Props) {
  const { t } = useLocale();
  const { rooms, isLoaded } = useObservable(chat.rooms);
  return (
    <div className="side">
      <div className="brand">
        <Logo size={30} />
        <span>{t('appName')}</span>
      </div>
      <Zone chat={chat}>
        <RoomList
          rooms={rooms}
          sections={sections}
          isLoaded={isLoaded}
          activeId={activeId}
          path={path}
          drafts={chat.drafts}
          menuRoomId={frame.menu?.roomId}
          onMenu={frame.openMenu}
          onGoTo={() => frame.open({ kind: 'switcher' })}
          onCreate={() => frame.open({ kind: 'create' })}
        />
      </Zone>
      <SideFoot chat={chat} path={path} />
    </div>
  );
}
