import { type MailPreference, type QuietHours, quietHoursSchema } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import type { MailHistory, MailPerson, Reason, WaitingRow } from './mail-person.js';

/** Mentions of one person that are looked at in one turn; more are looked at in the next. */
const MOST_ROWS = 1_000;

interface PersonRow {
  mail_preference: MailPreference;
  quiet_hours: unknown;
  time_zone: string | null;
  mail_paused_until: Date | null;
  address: string | null;
  is_unsubscribed: boolean;
  is_suppressed: boolean;
  active_at: Date | null;
}

/** A person as the plan of their mail sees them; null when there is no such person any more. */
export async function findMailPerson(manager: EntityManager, userId: string): Promise<MailPerson | null> {
  const [row] = await manager.query<PersonRow[]>(
    `SELECT u.mail_preference, u.quiet_hours, u.time_zone, u.mail_paused_until, c.address, c.active_at,
            c.unsubscribed_at IS NOT NULL AS is_unsubscribed,
            EXISTS (SELECT 1 FROM suppressed_address s
                    WHERE s.address_hash = sha256(convert_to(c.address_key, 'UTF8'))) AS is_suppressed
     FROM chat_user u LEFT JOIN contact c ON c.user_id = u.id WHERE u.id = $1`,
    [userId],
  );
  if (!row) return null;
  const { quietHours, timeZone } = readZone(row);
  return {
    userId,
    preference: row.mail_preference,
    quietHours,
    timeZone,
    pausedUntil: row.mail_paused_until,
    address: row.address,
    isUnsubscribed: row.is_unsubscribed,
    isSuppressed: row.is_suppressed,
    activeAt: row.active_at,
  };
}

/** The zone of the quiet hours was chosen, the person's own came from a browser: so it goes before. */
export function readZone(row: { quiet_hours: unknown; time_zone: string | null }): {
  quietHours: QuietHours | null;
  timeZone: string;
} {
  const parsed = quietHoursSchema.safeParse(row.quiet_hours);
  const quietHours = parsed.success ? parsed.data : null;
  return { quietHours, timeZone: quietHours?.timeZone ?? row.time_zone ?? 'UTC' };
}

interface OutboxRow {
  id: string;
  room_id: string;
  created_at: Date;
  due_at: Date;
  reason: Reason | null;
  is_read: boolean;
  is_withdrawn: boolean;
  is_deleted: boolean;
  is_member: boolean;
  is_room_muted: boolean;
  is_room_mailed: boolean;
}

const rowsOf = (condition: string) => `
  SELECT o.notification_id AS id, o.room_id, o.created_at, o.due_at, n.reason,
         n.read_at IS NOT NULL AS is_read,
         n.withdrawn_at IS NOT NULL AS is_withdrawn,
         m.id IS NULL OR m.deleted_at IS NOT NULL AS is_deleted,
         member.user_id IS NOT NULL AND r.deleted_at IS NULL AS is_member,
         coalesce(member.notify = 'none', false) AS is_room_muted,
         coalesce(member.is_mailed, true) AS is_room_mailed
  FROM mail_outbox o
  JOIN notification n ON n.id = o.notification_id
  JOIN room r ON r.id = o.room_id
  LEFT JOIN message m ON m.id = n.message_id
  LEFT JOIN room_member member ON member.room_id = o.room_id AND member.user_id = o.user_id
  WHERE o.done_at IS NULL AND ${condition}
  ORDER BY o.due_at, o.created_at
  LIMIT ${MOST_ROWS}
  FOR UPDATE OF o, n SKIP LOCKED`;

/** The mentions of a person that are due and in no mail yet; taken for this transaction, without waiting for anybody. */
export async function takeDueRows(manager: EntityManager, userId: string, now: Date): Promise<WaitingRow[]> {
  const rows = await manager.query<OutboxRow[]>(rowsOf('o.mail_id IS NULL AND o.user_id = $1 AND o.due_at <= $2'), [
    userId,
    now,
  ]);
  return rows.map(toWaitingRow);
}

/** The mentions in a mail, taken for this transaction. */
export async function takeBoundRows(manager: EntityManager, mailId: string): Promise<WaitingRow[]> {
  const rows = await manager.query<OutboxRow[]>(rowsOf('o.mail_id = $1'), [mailId]);
  return rows.map(toWaitingRow);
}

function toWaitingRow(row: OutboxRow): WaitingRow {
  return {
    id: row.id,
    roomId: row.room_id,
    createdAt: row.created_at,
    dueAt: row.due_at,
    reason: row.reason,
    isRead: row.is_read,
    isWithdrawn: row.is_withdrawn,
    isDeleted: row.is_deleted,
    isMember: row.is_member,
    isRoomMuted: row.is_room_muted,
    isRoomMailed: row.is_room_mailed,
  };
}

/** What was mailed to a person in the last days, counting every mail that may have arrived. */
export async function findMailHistory(manager: EntityManager, userId: string, now: Date): Promise<MailHistory> {
  const mails = await manager.query<{ claimed_at: Date }[]>(
    `SELECT claimed_at FROM mail
     WHERE user_id = $1 AND kind IN ('mention', 'digest') AND state NOT IN ('failed', 'suppressed')
       AND claimed_at > $2::timestamptz - interval '24 hours' AND created_at > $2::timestamptz - interval '5 days'
     ORDER BY claimed_at`,
    [userId, now],
  );
  const rooms = await manager.query<{ room_id: string; last_mail_at: Date; unread_mails: number }[]>(
    `WITH mailed AS (
       SELECT DISTINCT o.room_id, m.id, m.claimed_at
       FROM mail m JOIN mail_outbox o ON o.mail_id = m.id
       WHERE m.user_id = $1 AND m.claimed_at IS NOT NULL AND m.state NOT IN ('failed', 'suppressed')
         AND m.created_at > $2::timestamptz - interval '5 days'
     ), read AS (
       SELECT n.room_id, max(n.read_at) AS read_at FROM notification n
       WHERE n.user_id = $1 AND n.created_at > $2::timestamptz - interval '30 days' AND n.read_at IS NOT NULL
         AND n.withdrawn_at IS NULL
       GROUP BY n.room_id
     )
     SELECT mailed.room_id, max(mailed.claimed_at) AS last_mail_at,
            count(*) FILTER (WHERE read.read_at IS NULL OR mailed.claimed_at > read.read_at)::int AS unread_mails
     FROM mailed LEFT JOIN read ON read.room_id = mailed.room_id
     GROUP BY mailed.room_id`,
    [userId, now],
  );
  return {
    lastDay: mails.map((mail) => mail.claimed_at),
    rooms: new Map(
      rooms.map((room) => [room.room_id, { lastMailAt: room.last_mail_at, unreadMails: room.unread_mails }]),
    ),
  };
}
