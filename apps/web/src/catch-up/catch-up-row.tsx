import type { KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { formatInstant, formatWhen } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import type { useRoving } from '../ui/use-roving.js';
import type { CatchUpRow } from './catch-up-rows.js';

interface Props {
  row: CatchUpRow;
  rowProps: ReturnType<ReturnType<typeof useRoving>['rowProps']>;
  onMark: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One room to catch up with: a link to its first unread message, and a button that spares the way. */
export function CatchUpLine({ row: { room, unread, mentions, firstUnread }, rowProps, onMark, onKeyDown }: Props) {
  const { t, plural } = useLocale();
  const href = firstUnread ? `/r/${room.slug}/m/${firstUnread.id}` : `/r/${room.slug}`;
  return (
    <li className={`catch-up-row${mentions > 0 ? ' catch-up-mentioned' : ''}`}>
      <Link href={href} className="catch-up-link" {...rowProps} onKeyDown={onKeyDown}>
        <span className="catch-up-head">
          <span className="room-sign" aria-hidden="true">
            {room.visibility === 'private' ? <Icon name="lock" /> : '#'}
          </span>
          <strong dir="auto">{room.name}</strong>
          {mentions > 0 && <span className="badge">{plural('mentionsCount', mentions)}</span>}
          <span className="catch-up-count">{plural('unreadCount', unread)}</span>
        </span>
        <FirstLine message={firstUnread} />
      </Link>
      <button
        type="button"
        className="button catch-up-mark"
        tabIndex={rowProps.tabIndex}
        aria-label={t('markRoomRead', { room: room.name })}
        title={t('markRoomRead', { room: room.name })}
        onClick={onMark}
      >
        <Icon name="check" />
        <span>{t('markRead')}</span>
      </button>
    </li>
  );
}

function FirstLine({ message }: { message: CatchUpRow['firstUnread'] }) {
  const locale = useLocale();
  const { t } = locale;
  if (!message) return <span className="catch-up-first">{t('firstLineMissing')}</span>;
  return (
    <span className="catch-up-first">
      <Avatar user={message.author} size={20} />
      <span className="catch-up-text">
        <b dir="auto">{message.author.displayName}</b>{' '}
        <bdi>{message.deletedAt ? t('deletedMessage') : message.text || t('hasPicture')}</bdi>
      </span>
      <time dateTime={message.createdAt} title={formatInstant(locale.locale, message.createdAt)}>
        {formatWhen(locale, message.createdAt, Date.now())}
      </time>
    </span>
  );
}
