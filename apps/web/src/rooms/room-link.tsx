import type { Room } from '@tertulia/contract';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';
import { hasNews, isMuted, mentionsOf } from './room-sections.js';

interface Props {
  room: Room;
  isActive: boolean;
  hasDraft: boolean;
  isMenuOpen: boolean;
  onMenu: (room: Room, anchor: HTMLElement) => void;
}

/** One room of the list, with what is new in it, and the way to everything that can be done with it. */
export function RoomLink({ room, isActive, hasDraft, isMenuOpen, onMenu }: Props) {
  const { t } = useLocale();
  const isNew = !isActive && hasNews(room);
  const state = `${isNew ? ' room-unread' : ''}${isMuted(room) ? ' room-muted' : ''}`;
  return (
    <div className="room-item">
      <Link
        href={`/r/${room.slug}`}
        className={`room-link${state}`}
        aria-current={isActive ? 'page' : undefined}
        title={room.topic || undefined}
      >
        <RoomSign room={room} />
        <span className="room-name" dir="auto">
          {room.name}
        </span>
        {isNew && <span className="visually-hidden">, {t('unread')}</span>}
        {isMuted(room) && <span className="visually-hidden">, {t('muted')}</span>}
        {room.archivedAt !== null && <span className="visually-hidden">, {t('archived')}</span>}
        {hasDraft && !isActive && (
          <span className="draft-mark" title={t('hasDraft')}>
            <Icon name="edit" />
            <span className="visually-hidden">, {t('hasDraft')}</span>
          </span>
        )}
        {!isActive && <MentionBadge count={mentionsOf(room)} />}
      </Link>
      <button
        type="button"
        className="icon-button room-more"
        aria-label={t('roomActions', { room: room.name })}
        aria-haspopup="menu"
        aria-expanded={isMenuOpen}
        onClick={(event) => onMenu(room, event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}

/** Whether everybody may come in. */
export function RoomSign({ room }: { room: Pick<Room, 'visibility'> }) {
  return (
    <span className="room-sign" aria-hidden="true">
      {room.visibility === 'private' ? <Icon name="lock" /> : '#'}
    </span>
  );
}

/** How often one was mentioned; nothing for none. */
export function MentionBadge({ count }: { count: number }) {
  const { plural } = useLocale();
  if (count === 0) return null;
  return (
    <span className="badge" title={plural('mentionsCount', count)}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">, {plural('mentionsCount', count)}</span>
    </span>
  );
}
