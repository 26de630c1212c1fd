import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { foldAddress, hashAddress } from '../identity/address.js';
import { MailDatabase } from './mail-database.js';
import type { MailEvent } from './mail-event.js';

/** What events of the provider change. Each may come twice, late, or for a mail that we do not know. */
@Injectable()
export class MailEventsRepository {
  constructor(private readonly database: MailDatabase) {}

  /** Everything that follows from one event, in one transaction. */
  async apply({ mailId, meaning, recipients }: MailEvent): Promise<void> {
    await this.database.transaction(async (manager) => {
      if (mailId !== null) await settleMail(manager, mailId, meaning);
      for (const address of recipients)
        await suppressAddress(manager, address, meaning === 'complained' ? 'complaint' : 'bounce');
    });
  }
}

/** A mail that the provider speaks of was accepted, whatever its worker heard; a refused one ends. */
async function settleMail(manager: EntityManager, mailId: string, meaning: MailEvent['meaning']): Promise<void> {
  if (meaning === 'accepted' || meaning === 'complained') {
    await manager.query(
      `UPDATE mail SET state = 'sent', settled_at = mail_now(), lease_until = NULL, error = NULL
       WHERE id = $1 AND attempt > 0 AND state IN ('claimed', 'ambiguous', 'pending')`,
      [mailId],
    );
    return;
  }
  const ended = await manager.query<object[]>(
    `WITH ended AS (
       UPDATE mail SET state = 'failed', settled_at = mail_now(), lease_until = NULL, error = $2
       WHERE id = $1 AND attempt > 0 AND state IN ('claimed', 'ambiguous', 'pending', 'sent') RETURNING id
     ) SELECT id FROM ended`,
    [mailId, meaning],
  );
  if (ended.length === 0) return;
  await manager.query(
    `WITH bound AS MATERIALIZED (
       SELECT n.id FROM mail_outbox o JOIN notification n ON n.id = o.notification_id
       WHERE o.mail_id = $1 AND (o.done_at IS NULL OR n.outcome = 'mailed') ORDER BY n.id FOR UPDATE OF n
     ), told AS (
       UPDATE notification n SET outcome = 'not_mailed', reason = $2 FROM bound WHERE n.id = bound.id
     )
     UPDATE mail_outbox o SET done_at = coalesce(o.done_at, mail_now()) FROM bound WHERE o.notification_id = bound.id`,
    [mailId, meaning === 'bounced' ? 'suppressed_address' : 'failed'],
  );
}

/** Nothing is sent to this address any more, and what waits for its owner is dropped. */
async function suppressAddress(manager: EntityManager, address: string, reason: string): Promise<void> {
  await manager.query(
    `INSERT INTO suppressed_address (address_hash, reason, created_at) VALUES ($1, $2, mail_now()) ON CONFLICT DO NOTHING`,
    [hashAddress(address), reason],
  );
  await manager.query(
    `UPDATE mail SET state = 'suppressed', settled_at = mail_now(), error = 'suppressed address'
     WHERE state = 'pending' AND kind IN ('mention', 'digest')
       AND user_id = (SELECT user_id FROM contact WHERE address_key = $1)`,
    [foldAddress(address)],
  );
  await manager.query(
    `WITH waiting AS MATERIALIZED (
       SELECT n.id FROM mail_outbox o JOIN notification n ON n.id = o.notification_id
       LEFT JOIN mail m ON m.id = o.mail_id
       WHERE o.user_id = (SELECT user_id FROM contact WHERE address_key = $1) AND o.done_at IS NULL
         AND (o.mail_id IS NULL OR m.state = 'suppressed')
       ORDER BY n.id FOR UPDATE OF n
     ), told AS (
       UPDATE notification n SET outcome = 'not_mailed', reason = 'suppressed_address' FROM waiting WHERE n.id = waiting.id
     )
     UPDATE mail_outbox o SET done_at = mail_now() FROM waiting WHERE o.notification_id = waiting.id`,
    [foldAddress(address)],
  );
}
