import type { InvitePreview } from '@tertulia/contract';
import { formatDate } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';
import './invites.css';

/** The room behind an invitation. */
export function InviteCard({ invite: { room, expiresAt } }: { invite: InvitePreview }) {
  const { t, plural, locale } = useLocale();
  return (
    <div className="invite-card">
      <p className="invite-word">{t('invitedTo')}</p>
      <h2>
        <span className="room-sign" aria-hidden="true">
          {room.visibility === 'private' ? <Icon name="lock" /> : '#'}
        </span>
        <bdi>{room.name}</bdi>
      </h2>
      {room.topic && <p dir="auto">{room.topic}</p>}
      <p className="invite-facts">
        <span>{plural('peopleCount', room.memberCount)}</span>
        <span>{t('inviteUntil', { date: formatDate(locale, expiresAt) })}</span>
      </p>
    </div>
  );
}
