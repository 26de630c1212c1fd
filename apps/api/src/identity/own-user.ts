import { type OwnEmail, type OwnUser, type QuietHours, quietHoursSchema } from '@tertulia/contract';
import type { Locale, MailPreference } from '@tertulia/contract';
import { toSettings } from './settings.js';
import { rowToUser, userColumns, type UserRow } from './user-row.js';

/** A row of `OWN_USER`. */
export interface OwnUserRow extends UserRow {
  locale: Locale | null;
  created_at: Date;
  version: number;
  settings: object;
  mail_preference: MailPreference;
  quiet_hours: object | null;
  time_zone: string | null;
  mail_paused_until: Date | null;
  address: string | null;
  is_suppressed: boolean;
  is_unsubscribed: boolean;
  pending_address: string | null;
}

/** A person with what only they see, by their id as `$1`. A pause that is over is none. */
export const OWN_USER = `
  SELECT ${userColumns('u')}, u.locale, u.created_at, u.version, u.settings, u.mail_preference, u.quiet_hours, u.time_zone,
         CASE WHEN u.mail_paused_until > mail_now() THEN u.mail_paused_until END AS mail_paused_until,
         c.address, s.address_hash IS NOT NULL AS is_suppressed,
         c.unsubscribed_at IS NOT NULL AS is_unsubscribed, p.address AS pending_address
  FROM chat_user u
  LEFT JOIN contact c ON c.user_id = u.id
  LEFT JOIN suppressed_address s ON s.address_hash = sha256(convert_to(c.address_key, 'UTF8'))
  LEFT JOIN LATERAL (
    SELECT r.address FROM email_request r
    WHERE r.user_id = u.id AND r.used_at IS NULL AND r.expires_at > mail_now() ORDER BY r.created_at DESC, r.id DESC LIMIT 1
  ) AS p ON true
  WHERE u.id = $1`;

/** A person as only they see themselves. */
export function rowToOwnUser(row: OwnUserRow): OwnUser {
  return {
    ...rowToUser(row),
    locale: row.locale,
    createdAt: row.created_at.toISOString(),
    version: row.version,
    settings: toSettings(row.settings),
    email: toOwnEmail(row),
    mailPreference: row.mail_preference,
    quietHours: toQuietHours(row.quiet_hours),
    timeZone: row.time_zone,
    mailPausedUntil: row.mail_paused_until?.toISOString() ?? null,
  };
}

/**
 * The confirmed address until another one is confirmed. Whether an address refused us is told to nobody who has not
 * confirmed that it is theirs.
 */
function toOwnEmail({ address, is_suppressed, is_unsubscribed, pending_address }: OwnUserRow): OwnEmail | null {
  if (address === null) return pending_address === null ? null : { address: pending_address, state: 'pending' };
  if (is_suppressed) return { address, state: 'suppressed' };
  return { address, state: is_unsubscribed ? 'unsubscribed' : 'verified' };
}

/** A time zone may leave the table of zones after it was chosen. */
function toQuietHours(stored: object | null): QuietHours | null {
  const parsed = quietHoursSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
