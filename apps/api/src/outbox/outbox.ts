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

  /** Something was committed to the outbox by this process: whoever sends need not wait for its next look. */
  wake(): void {
    for (const handler of this.handlers) handler();
  }

  onWake(handler: () => void): void {
    this.handlers.push(handler);
  }
}
