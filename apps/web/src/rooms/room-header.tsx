import type { Room, User } from '@tertulia/contract';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';

interface Props {
  room: Room;
  online: readonly User[];
  onlineCount: number;
  hasPeople: boolean;
  onTogglePeople: () => void;
}

/** Which room this is, what it is about, and how many are here. */
export function RoomHeader({ room, online, onlineCount, hasPeople, onTogglePeople }: Props) {
  const { t, plural } = useLocale();
  return (
    <section className="room-header" aria-label={room.name}>
      <Link href="/" className="icon-button back-button" aria-label={t('back')}>
        <Icon name="back" />
      </Link>
      <div className="room-title">
        <h1 dir="auto">
          <span className="room-sign" aria-hidden="true">
            {room.visibility === 'private' ? <Icon name="lock" /> : '#'}
          </span>
          {room.name}
        </h1>
        {room.topic && (
          <p dir="auto" title={room.topic}>
            {room.topic}
          </p>
        )}
      </div>
      <button
        type="button"
        className="people-button"
        aria-expanded={hasPeople}
        aria-controls="people"
        onClick={onTogglePeople}
      >
        <span className="people-stack" aria-hidden="true">
          {online.slice(0, 3).map((user) => (
            <Avatar key={user.id} user={user} size={22} />
          ))}
        </span>
        <Icon name="people" />
        <span>{plural('hereNow', onlineCount)}</span>
      </button>
    </section>
  );
}
