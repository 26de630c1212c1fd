import type { Room, User } from '@tertulia/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { IconButton } from '../ui/icon-button.js';
import { Icon } from '../ui/icons.js';
import { RoomSign } from './room-link.js';

interface Props {
  room: Room;
  online: readonly User[];
  onlineCount: number;
  hasPeople: boolean;
  onTogglePeople: () => void;
  hasSide: boolean;
  onToggleSide: () => void;
  onSearch: () => void;
  isMenuOpen: boolean;
  onMenu: (room: Room, anchor: HTMLElement) => void;
  /** The way to the notifications, where there is no list beside the room. */
  bell: ReactNode;
}

/** Which room this is, what it is about, how many are here, and what can be done with it. */
export function RoomHeader(props: Props) {
  const { room, hasSide, onToggleSide, onSearch, isMenuOpen, onMenu, bell } = props;
  const { t } = useLocale();
  return (
    <header className="room-header" data-region="header">
      <Link href="/" className="icon-button back-button" aria-label={t('back')}>
        <Icon name="back" />
      </Link>
      <SideToggle hasSide={hasSide} onToggle={onToggleSide} />
      <div className="room-title">
        <h1 dir="auto">
          <RoomSign room={room} />
          <span>{room.name}</span>
        </h1>
        {room.archivedAt !== null && (
          <span className="archived-mark" title={t('archivedHint')}>
            <Icon name="archive" />
            <span>{t('archived')}</span>
          </span>
        )}
        {room.topic && (
          <p dir="auto" title={room.topic}>
            {room.topic}
          </p>
        )}
      </div>
      {bell}
      <PeopleButton {...props} />
      <span className="search-button">
        <IconButton icon="search" label={t('searchInRoom')} onClick={onSearch} />
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t('roomActions', { room: room.name })}
        title={t('roomActions', { room: room.name })}
        aria-haspopup="menu"
        aria-expanded={isMenuOpen}
        onClick={(event) => onMenu(room, event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </header>
  );
}

/** Shows and hides the list of rooms, where it takes its place from the room. */
export function SideToggle({ hasSide, onToggle }: { hasSide: boolean; onToggle: () => void }) {
  const { t } = useLocale();
  return (
    <span className="side-toggle">
      <IconButton
        icon="menu"
        label={hasSide ? t('hideRooms') : t('showRooms')}
        isExpanded={hasSide}
        onClick={onToggle}
      />
    </span>
  );
}

function PeopleButton({ online, onlineCount, hasPeople, onTogglePeople }: Props) {
  const { t, plural, locale } = useLocale();
  return (
    <button
      type="button"
      className="people-button"
      title={t('members')}
      aria-expanded={hasPeople}
      aria-controls={hasPeople ? 'panel' : undefined}
      onClick={onTogglePeople}
    >
      <span className="people-stack" aria-hidden="true">
        {online.slice(0, 3).map((user) => (
          <Avatar key={user.id} user={user} size={22} />
        ))}
      </span>
      <Icon name="people" />
      {/* On a phone the number alone is shown, and the room's name has the place. */}
      <span className="people-number" aria-hidden="true">
        {onlineCount.toLocaleString(locale)}
      </span>
      <span className="people-count">{plural('hereNow', onlineCount)}</span>
    </button>
  );
}
