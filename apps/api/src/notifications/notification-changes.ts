import type { EntityManager } from 'typeorm';
import { MOMENT } from './count-columns.js';

/** Somebody to be told of a message; `id` is that of the notification if it is a new one. */
export interface Telling {
  id: string;
  userId: string;
  kind: 'mention' | 'reply';
  /** How long a mail waits for them to see it. */
  holdMs: number;
}

/** A notification that a change of its message brought or took. */
export interface Concerned {
  id: string;
  userId: string;
}

/** Mail that nobody has begun to gather, locked before the notifications as those do who send it. */
async function lockPendingMail(manager: EntityManager, where: string, values: unknown[]): Promise<void> {
  await manager.query(
    `SELECT o.notification_id FROM mail_outbox o JOIN notification n ON n.id = o.notification_id
     WHERE ${where} AND o.mail_id IS NULL AND o.done_at IS NULL ORDER BY o.notification_id FOR UPDATE OF o`,
    values,
  );
}

/**
 * Tells people of a message that is there already, in the transaction that changes it: once for ever, except that one which
 * was withdrawn comes back, without a second mail if one was written. Those who may not see the room are left out.
 */
export async function tellOf(manager: EntityManager, messageId: string, people: Telling[]): Promise<Concerned[]> {
  if (people.length === 0) return [];
  return manager.query<Concerned[]>(
    `WITH named AS MATERIALIZED (
       SELECT n.id, n."userId" AS user_id, n.kind, n."holdMs" AS hold_ms, x.id AS message_id, x.room_id, x.seq,
              k.user_id IS NOT NULL AS is_member, c.user_id IS NOT NULL AS has_address
       FROM jsonb_to_recordset($2::jsonb) AS n(id uuid, "userId" uuid, kind text, "holdMs" integer)
       JOIN message x ON x.id = $1 JOIN room r ON r.id = x.room_id
       LEFT JOIN room_member k ON k.room_id = x.room_id AND k.user_id = n."userId"
       LEFT JOIN contact c ON c.user_id = n."userId"
       WHERE n."userId" <> x.author_id AND (r.visibility = 'public' OR k.user_id IS NOT NULL)
     ), told AS (
       INSERT INTO notification AS t (id, user_id, room_id, message_id, seq, kind, created_at, outcome, reason)
       SELECT n.id, n.user_id, n.room_id, n.message_id, n.seq, n.kind, ${MOMENT},
              CASE WHEN n.is_member AND n.has_address THEN 'waiting' ELSE 'shown' END,
              CASE WHEN NOT n.is_member THEN 'not_a_member' WHEN NOT n.has_address THEN 'no_address'
                   WHEN n.hold_ms > 0 THEN 'in_room' ELSE 'due' END
       FROM named n ORDER BY n.user_id
       ON CONFLICT ON CONSTRAINT notification_told_once DO UPDATE
       SET withdrawn_at = NULL, outcome = CASE WHEN ${IS_WRITTEN} THEN t.outcome ELSE excluded.outcome END,
           reason = CASE WHEN ${IS_WRITTEN} THEN t.reason ELSE excluded.reason END
       WHERE t.withdrawn_at IS NOT NULL
       RETURNING t.id, t.user_id
     ), posted AS (
       INSERT INTO mail_outbox (notification_id, user_id, room_id, created_at, due_at)
       SELECT t.id, n.user_id, n.room_id, mail_now(), mail_now() + make_interval(secs => n.hold_ms / 1000.0)
       FROM told t JOIN named n ON n.user_id = t.user_id WHERE n.is_member AND n.has_address
       ON CONFLICT (notification_id) DO UPDATE SET done_at = NULL, due_at = excluded.due_at WHERE mail_outbox.mail_id IS NULL
     )
     SELECT t.id, t.user_id AS "userId" FROM told t`,
    [messageId, JSON.stringify(people)],
  );
}

/** Whether a mail was written of the notification `t`. */
const IS_WRITTEN = 'EXISTS (SELECT 1 FROM mail_outbox o WHERE o.notification_id = t.id AND o.mail_id IS NOT NULL)';

/** Takes back everything that told of a message, read or not; its pending mail is not sent. */
export function withdrawAll(manager: EntityManager, messageId: string): Promise<Concerned[]> {
  return withdraw(manager, 'n.message_id = $1', [messageId], 'deleted');
}

/** Takes back everything that told of a message which nobody may read for now; its pending mail is not sent. */
export function withdrawHeld(manager: EntityManager, messageId: string): Promise<Concerned[]> {
  return withdraw(manager, 'n.message_id = $1', [messageId], 'withdrawn');
}

/** Takes back the unread mentions of people whom a message names no longer; its pending mail is not sent. */
export function withdrawUnnamed(manager: EntityManager, messageId: string, named: string[]): Promise<Concerned[]> {
  const where = `n.message_id = $1 AND n.kind = 'mention' AND n.read_at IS NULL AND n.user_id <> ALL($2::uuid[])`;
  return withdraw(manager, where, [messageId, named], 'withdrawn');
}

async function withdraw(
  manager: EntityManager,
  where: string,
  values: unknown[],
  reason: 'withdrawn' | 'deleted',
): Promise<Concerned[]> {
  await lockPendingMail(manager, `n.withdrawn_at IS NULL AND ${where}`, values);
  return manager.query<Concerned[]>(
    `WITH target AS MATERIALIZED (
       SELECT n.id FROM notification n WHERE n.withdrawn_at IS NULL AND ${where} ORDER BY n.id FOR NO KEY UPDATE
     ), dropped AS (${DROP_MAIL})
     , withdrawn AS (
       UPDATE notification n
       SET withdrawn_at = ${MOMENT},
           outcome = CASE WHEN d.notification_id IS NULL THEN n.outcome ELSE 'not_mailed' END,
           reason = CASE WHEN d.notification_id IS NULL THEN n.reason ELSE '${reason}' END
       FROM target t LEFT JOIN dropped d ON d.notification_id = t.id WHERE n.id = t.id
       RETURNING n.id, n.user_id
     )
     SELECT w.id, w.user_id AS "userId" FROM withdrawn w`,
    values,
  );
}

/** Ends the pending mail of the notifications `target`. */
const DROP_MAIL = `UPDATE mail_outbox o SET done_at = mail_now() FROM target t
  WHERE o.notification_id = t.id AND o.mail_id IS NULL AND o.done_at IS NULL RETURNING o.notification_id`;

/** Somebody left a room: what was to be mailed to them of it is not. */
export async function dropMailOf(manager: EntityManager, roomId: string, userId: string): Promise<void> {
  const where = 'n.room_id = $1 AND n.user_id = $2';
  await lockPendingMail(manager, where, [roomId, userId]);
  await manager.query(
    `WITH target AS MATERIALIZED (
       SELECT n.id FROM notification n JOIN mail_outbox o ON o.notification_id = n.id
       WHERE ${where} AND o.mail_id IS NULL AND o.done_at IS NULL ORDER BY n.id FOR NO KEY UPDATE OF n
     ), dropped AS (${DROP_MAIL})
     UPDATE notification n SET outcome = 'not_mailed', reason = 'left_room' FROM dropped d WHERE n.id = d.notification_id`,
    [roomId, userId],
  );
}
