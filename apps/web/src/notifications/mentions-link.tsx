import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { type Observable, useObservable } from '../realtime/observable.js';
import { Icon } from '../ui/icons.js';

interface Props {
  /** As the server counts them. */
  unread: Observable<number | undefined>;
  path: string;
}

/** The way to the notifications, among the rooms. */
export function MentionsLink({ unread, path }: Props) {
  const { t } = useLocale();
  return (
    <Link href="/notifications" className="room-link" aria-current={path === '/notifications' ? 'page' : undefined}>
      <Icon name="at" />
      <span className="room-name">{t('mentions')}</span>
      <UnreadBadge unread={unread} />
    </Link>
  );
}

/** The same on a narrow screen, where the list is behind it. */
export function Bell({ unread }: Pick<Props, 'unread'>) {
  const { t } = useLocale();
  return (
    <Link href="/notifications" className="icon-button bell only-narrow" title={t('notifications')}>
      <Icon name="bell" />
      <span className="visually-hidden">{t('notifications')}</span>
      <UnreadBadge unread={unread} />
    </Link>
  );
}

/** How many are unread; nothing for none. */
export function UnreadBadge({ unread }: Pick<Props, 'unread'>) {
  const { plural } = useLocale();
  const count = useObservable(unread) ?? 0;
  if (count === 0) return null;
  return (
    <span className="badge" title={plural('unreadNotifications', count)}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">, {plural('unreadNotifications', count)}</span>
    </span>
  );
}
