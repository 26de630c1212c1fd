import type { EntityManager } from 'typeorm';
import type { Outbox, PostedMail } from '../outbox/outbox.js';

/**
 * Posts a mail, or does the same work and takes it back before anybody can see it: whether an address is known, or refused
 * us, is not to be read from the time that an answer takes.
 */
export async function postOrPretend(
  manager: EntityManager,
  outbox: Outbox,
  mail: PostedMail,
  isReal: boolean,
): Promise<void> {
  await manager.query('SAVEPOINT posting');
  await outbox.post(mail, manager);
  await manager.query(isReal ? 'RELEASE SAVEPOINT posting' : 'ROLLBACK TO SAVEPOINT posting');
}

/** Ends what a person asked to confirm, but for one address, with the mails that are not written yet. @returns how many. */
export async function endRequests(
  manager: EntityManager,
  userId: string,
  exceptAddressKey: string | null,
): Promise<number> {
  const ended = await manager.query<object[]>(
    `WITH ended AS (
       UPDATE email_request SET expires_at = mail_now()
       WHERE user_id = $1 AND used_at IS NULL AND expires_at > mail_now() AND address_key IS DISTINCT FROM $2 RETURNING id
     ), stopped AS (
       UPDATE mail m SET state = 'suppressed', settled_at = mail_now() FROM ended
       WHERE m.user_id = $1 AND m.kind = 'verification' AND m.state = 'pending' AND m.subject_id = ended.id
     ) SELECT id FROM ended`,
    [userId, exceptAddressKey],
  );
  return ended.length;
}

/** Codes that were sent to an address of a person open nothing any more. */
export async function endCodes(manager: EntityManager, userId: string, addressKey: string): Promise<void> {
  await manager.query(
    `WITH open AS MATERIALIZED (
       SELECT id FROM sign_in_code
       WHERE address_key = $2 AND user_id = $1 AND used_at IS NULL AND expires_at > mail_now() ORDER BY id FOR UPDATE
     ), ended AS (
       UPDATE sign_in_code c SET expires_at = mail_now() FROM open WHERE c.id = open.id RETURNING c.id
     )
     UPDATE mail m SET state = 'suppressed', settled_at = mail_now() FROM ended
     WHERE m.user_id = $1 AND m.kind = 'code' AND m.state = 'pending' AND m.subject_id = ended.id`,
    [userId, addressKey],
  );
}

/**
 * Drops the mentions that wait to be mailed to a person without an address, and says so in their notifications. Mail that is
 * on its way at this moment is left to its sender, who looks at the address again before any further try.
 */
export async function dropWaitingMail(manager: EntityManager, userId: string): Promise<void> {
  await manager.query(
    `WITH stopped AS (
       UPDATE mail SET state = 'suppressed', settled_at = mail_now()
       WHERE user_id = $1 AND state = 'pending' AND kind IN ('mention', 'digest') RETURNING id
     ), unbound AS (
       UPDATE mail_outbox SET done_at = mail_now()
       WHERE user_id = $1 AND mail_id IS NULL AND done_at IS NULL RETURNING notification_id
     ), bound AS (
       UPDATE mail_outbox SET done_at = mail_now()
       WHERE mail_id IN (SELECT id FROM stopped) AND done_at IS NULL RETURNING notification_id
     )
     UPDATE notification SET outcome = 'not_mailed', reason = 'no_address'
     WHERE outcome = 'waiting' AND id IN (SELECT notification_id FROM unbound UNION ALL SELECT notification_id FROM bound)`,
    [userId],
  );
}

/** Mentions that wait for another try go to the new address. */
export async function forwardWaitingMail(manager: EntityManager, userId: string, address: string): Promise<void> {
  await manager.query(
    `UPDATE mail SET address = $2 WHERE user_id = $1 AND state = 'pending' AND kind IN ('mention', 'digest')`,
    [userId, address],
  );
}
