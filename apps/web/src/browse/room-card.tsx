import type { Room } from '@tertulia/contract';
import { Link } from 'wouter';
import { formatInstant, formatWhen } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';

/** What one wants to know of a room before one enters it. */
export function RoomCard({ room }: { room: Room }) {
  const locale = useLocale();
  const { t, plural } = locale;
  const isArchived = room.archivedAt !== null;
  return (
    <article className={`room-card${isArchived ? ' room-card-archived' : ''}`}>
      <h2>
        <span className="room-sign" aria-hidden="true">
          {room.visibility === 'private' ? <Icon name="lock" /> : '#'}
        </span>
        <Link href={`/r/${room.slug}`} className="room-card-link">
          <bdi>{room.name}</bdi>
        </Link>
      </h2>
      {room.topic && (
        <p className="room-card-topic" dir="auto">
          {room.topic}
        </p>
      )}
      <p className="room-card-facts">
        <span>{plural('peopleCount', room.memberCount)}</span>
        <span>
          {room.lastMessageAt ? (
            <time dateTime={room.lastMessageAt} title={formatInstant(locale.locale, room.lastMessageAt)}>
              {t('lastActivity', { when: formatWhen(locale, room.lastMessageAt, Date.now()) })}
            </time>
          ) : (
            t('noActivity')
          )}
        </span>
        {room.visibility === 'private' && <span className="fact-chip">{t('privateRoom')}</span>}
        {isArchived && <span className="fact-chip">{t('archivedRoom')}</span>}
        {room.me && (
          <span className="fact-chip fact-joined">
            <Icon name="check" />
            {t('joinedRoom')}
          </span>
        )}
        <span className="room-card-open" aria-hidden="true">
          {t('openRoom')}
        </span>
      </p>
    </article>
  );
}
