import type { Notification } from '@tertulia/contract';
import { type KeyboardEvent, type MouseEvent, useId, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { formatInstant } from '../i18n/format-time.js';
import { Avatar } from '../ui/avatar.js';
import { IconButton } from '../ui/icon-button.js';
import type { useRoving } from '../ui/use-roving.js';
import { excerptOf, formatAgo, reasonOf, sentenceOf, useWords } from './notification-texts.js';
import { useNow } from './use-now.js';

/** What makes a line one of a list that is walked with the arrows. */
export type RowProps = ReturnType<ReturnType<typeof useRoving>['rowProps']>;

interface Props {
  notification: Notification;
  isFolded: boolean;
  rowProps: RowProps;
  onKeyDown: (event: KeyboardEvent) => void;
  onMarkRead: (id: string) => void;
}

/** One notification: a link to its message, why one was told in this way, and a button that spares the way. */
export function NotificationRow({ notification, isFolded, rowProps, onKeyDown, onMarkRead }: Props) {
  const words = useWords();
  const { t, locale } = words;
  const [isWhy, setIsWhy] = useState(false);
  const id = useId();
  const isUnread = notification.readAt === null;
  const sentence = sentenceOf(words, notification);
  const state = `${isUnread ? ' notification-unread' : ''}${isFolded ? ' notification-folded' : ''}`;
  return (
    <li className={`notification${state}`}>
      <MessageLink notification={notification} rowProps={rowProps} onKeyDown={onKeyDown} />
      <div className="notification-actions">
        <button
          type="button"
          className="text-button"
          tabIndex={rowProps.tabIndex}
          aria-label={t('whyOf', { sentence })}
          aria-expanded={isWhy}
          aria-controls={isWhy ? id : undefined}
          onClick={() => setIsWhy(!isWhy)}
        >
          {t('why')}
        </button>
        <time dateTime={notification.createdAt} title={formatInstant(locale, notification.createdAt)}>
          <Ago instant={notification.createdAt} />
        </time>
        {isUnread && (
          <IconButton
            icon="check"
            label={t('markOneOf', { sentence })}
            tabIndex={rowProps.tabIndex}
            onClick={() => onMarkRead(notification.id)}
          />
        )}
      </div>
      {isWhy && (
        <p id={id} className="notification-why">
          {reasonOf(words, notification.delivery)}
        </p>
      )}
    </li>
  );
}

function MessageLink({ notification, rowProps, onKeyDown }: Pick<Props, 'notification' | 'rowProps' | 'onKeyDown'>) {
  const words = useWords();
  const { t, locale } = words;
  const now = useNow();
  const { room, message, readAt, createdAt } = notification;
  const href = `/r/${room.slug}/m/${message.id}`;
  const [path, navigate] = useLocation();
  const when = formatAgo(locale, createdAt, now);
  const handleClick = (event: MouseEvent) => {
    if (path !== href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // It is where one is already, and perhaps scrolled away from: the way there is gone once more.
    event.preventDefault();
    navigate(`/r/${room.slug}`, { replace: true });
    setTimeout(() => navigate(href, { replace: true }), 0);
  };
  return (
    <Link href={href} className="notification-link" {...rowProps} onClick={handleClick} onKeyDown={onKeyDown}>
      <span className="notification-face">
        <Avatar user={message.author} size={28} />
        {readAt === null && <span className="notification-dot" title={t('unread')} aria-hidden="true" />}
      </span>
      <span className="notification-words">
        {readAt === null && <span className="visually-hidden">{t('itemUnread')} </span>}
        <span className="notification-sentence" dir="auto">
          {sentenceOf(words, notification)}
        </span>
        <span className="visually-hidden">{t('itemWhen', { when })} </span>
        <span className="notification-text" dir="auto">
          {excerptOf(words, notification)}
        </span>
      </span>
    </Link>
  );
}

function Ago({ instant }: { instant: string }) {
  const { locale } = useWords();
  return formatAgo(locale, instant, useNow());
}
