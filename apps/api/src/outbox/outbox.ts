import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';

/** An e-mail that somebody asked for. `subjectId` is the row that it is about: of `email_request` or `sign_in_code`. */
export interface PostedMail {
  kind: 'verification' | 'code' | 'notice';
  userId: string;
  address: string;
  subjectId: string | null;
}

/**
 * What is to be sent later, by whichever node comes first: rows in PostgreSQL, written in the transaction of what they are
 * about. Whoever sends them registers itself; nobody is called here.
 */
@Injectable()
export class Outbox {
  private readonly handlers: (() => void)[] = [];

  constructor(private readonly database: Database) {}

  /** Posts a mail, in the transaction of `manager` if there is one; call `wake` after its commit. */
  async post(mail: PostedMail, manager?: EntityManager): Promise<void> {
    const text = `INSERT INTO mail (id, kind, user_id, address, subject_id, created_at, due_at)
                  VALUES ($1, $2, $3, $4, $5, mail_now(), mail_now())`;
    const values = [uuidv7(), mail.kind, mail.userId, mail.address, mail.subjectId];
    if (manager) await manager.query(text, values);
    else await this.database.query({ text, values });
  }

  /** A person wishes to be mailed at other times: what waits is looked at again, save for rooms that they are in right now. */
  async reconsider(userId: string): Promise<void> {
    await this.database.query({
      text: `UPDATE mail_outbox SET due_at = mail_now()
             WHERE notification_id IN (
               SELECT o.notification_id FROM mail_outbox o JOIN notification n ON n.id = o.notification_id
               WHERE o.user_id = $1 AND o.mail_id IS NULL AND o.done_at IS NULL AND n.reason IS DISTINCT FROM 'in_room'
               ORDER BY o.notification_id FOR UPDATE OF o SKIP LOCKED
             )`,
      values: [userId],
    });
    this.wake();
  }

  /** Something was committed to the outbox by this process: whoever sends need not wait for its next look. */
  wake(): void {
    for (const handler of this.handlers) handler();
  }

  onWake(handler: () => void): void {
    this.handlers.push(handler);
  }
}
