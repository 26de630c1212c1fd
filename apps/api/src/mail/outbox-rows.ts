import type { EntityManager } from 'typeorm';
import type { Reason, WaitingRow } from './mail-person.js';

/** Ends mentions that are not mailed, and says why in their notifications. */
export async function dropRows(manager: EntityManager, drops: { row: WaitingRow; reason: Reason }[]): Promise<void> {
  if (drops.length === 0) return;
  const ids = drops.map(({ row }) => row.id);
  await manager.query(
    `UPDATE notification n SET outcome = 'not_mailed', reason = d.reason
     FROM unnest($1::uuid[], $2::text[]) AS d(id, reason) WHERE n.id = d.id`,
    [ids, drops.map(({ reason }) => reason)],
  );
  await manager.query('UPDATE mail_outbox SET done_at = mail_now() WHERE notification_id = ANY($1::uuid[])', [ids]);
}

/** Lets mentions wait, and says for what in their notifications. */
export async function holdRows(
  manager: EntityManager,
  waits: { row: WaitingRow; until: Date; reason: Reason }[],
): Promise<void> {
  if (waits.length === 0) return;
  const ids = waits.map(({ row }) => row.id);
  await manager.query(
    `UPDATE notification n SET outcome = 'waiting', reason = w.reason
     FROM unnest($1::uuid[], $2::text[]) AS w(id, reason) WHERE n.id = w.id AND n.reason IS DISTINCT FROM w.reason`,
    [ids, waits.map(({ reason }) => reason)],
  );
  await manager.query(
    `UPDATE mail_outbox o SET due_at = w.until
     FROM unnest($1::uuid[], $2::timestamptz[]) AS w(id, until) WHERE o.notification_id = w.id`,
    [ids, waits.map(({ until }) => until)],
  );
}

/** Puts mentions into a mail. */
export async function bindRows(manager: EntityManager, mailId: string, rows: WaitingRow[]): Promise<void> {
  await manager.query('UPDATE mail_outbox SET mail_id = $1 WHERE notification_id = ANY($2::uuid[])', [
    mailId,
    rows.map((row) => row.id),
  ]);
}

/** Ends a mail that is not worth sending any more. While somebody holds one of its mentions it only waits a second. */
export async function suppressMail(manager: EntityManager, mailId: string, why: string): Promise<void> {
  await manager.query(
    `UPDATE mail SET (state, settled_at, due_at, error) = (
       SELECT CASE WHEN is_held THEN 'pending' ELSE 'suppressed' END, CASE WHEN is_held THEN NULL ELSE mail_now() END,
              CASE WHEN is_held THEN mail_now() + interval '1 second' ELSE mail.due_at END, $2
       FROM (SELECT EXISTS (SELECT 1 FROM mail_outbox o WHERE o.mail_id = $1 AND o.done_at IS NULL) AS is_held) AS rows
     ) WHERE id = $1`,
    [mailId, why],
  );
}

/** Lets a mail that is tried again wait for the end of a pause. */
export async function pauseMail(manager: EntityManager, mailId: string, until: Date): Promise<void> {
  await manager.query('UPDATE mail SET due_at = $2 WHERE id = $1', [mailId, until]);
}
