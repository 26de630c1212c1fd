import { Injectable } from '@nestjs/common';
import { MailDatabase } from './mail-database.js';

const EVERY_MS = 10 * 60_000;
const BATCH = 500;
const KEPT = `interval '90 days'`;

/** In the order of their references; each takes one small batch. */
const statements = [
  `DELETE FROM mail_outbox WHERE notification_id IN (
     SELECT notification_id FROM mail_outbox WHERE done_at < (SELECT mail_now()) - ${KEPT} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
  `DELETE FROM mail WHERE id IN (
     SELECT m.id FROM mail m WHERE m.created_at < (SELECT mail_now()) - ${KEPT} AND m.state IN ('sent', 'suppressed', 'failed')
       AND NOT EXISTS (SELECT 1 FROM mail_outbox o WHERE o.mail_id = m.id) LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
  `DELETE FROM email_request WHERE id IN (
     SELECT id FROM email_request WHERE expires_at < (SELECT mail_now()) - interval '1 day' LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
  `DELETE FROM sign_in_code WHERE id IN (
     SELECT id FROM sign_in_code WHERE expires_at < (SELECT mail_now()) - interval '1 day' LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
];

/** Removes what is over: mail after 90 days, requests and codes a day after their end. */
@Injectable()
export class MailHousekeeping {
  private nextAt = 0;

  constructor(private readonly database: MailDatabase) {}

  /** A small batch of each at first and every ten minutes; at once again while there is more. */
  async cleanWhenDue(): Promise<void> {
    const now = performance.now();
    if (now < this.nextAt) return;
    this.nextAt = now + EVERY_MS * (0.75 + Math.random() * 0.5);
    for (const text of statements) {
      const removed = await this.database.query({ text: `${text} RETURNING 1` });
      if (removed.length === BATCH) this.nextAt = now;
    }
  }
}
