import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError, notFound } from '../common/domain-error.js';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';
import { isUniqueViolation } from '../database/database-error.js';
import { Outbox } from '../outbox/outbox.js';
import { foldAddress, hashAddress } from './address.js';
import { dropWaitingMail, endCodes, endRequests, forwardWaitingMail, postOrPretend } from './waiting-mail.js';

const REQUEST_HOURS = 24;

interface Contact {
  address: string;
  address_key: string;
}

interface EmailRequest extends Contact {
  id: string;
}

/**
 * Addresses in PostgreSQL. Each change is one transaction under the lock of its person, so that what is confirmed, changed
 * and removed at once happens one after the other.
 */
@Injectable()
export class AddressesRepository {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Notes that a person wants an address and posts the mail that asks whether it is theirs; the same statements whoever has
   * the address. Requests for other addresses end: nobody else's "yes" may bind an address to this person.
   */
  async request(userId: string, address: string): Promise<void> {
    const id = uuidv7();
    await this.database.transaction(async (manager) => {
      await lockPerson(manager, userId);
      await endRequests(manager, userId, foldAddress(address));
      await manager.query(
        `INSERT INTO email_request (id, user_id, address, address_key, created_at, expires_at)
         SELECT $1, $2, $3, $4, t.now, t.now + make_interval(hours => $5) FROM (SELECT mail_now() AS now) AS t`,
        [id, userId, address, foldAddress(address), REQUEST_HOURS],
      );
      await this.post(manager, 'verification', userId, address, id);
    });
  }

  /**
   * Confirms the address of a token: used, it is the person's one address, and what they asked for besides has ended.
   * @param callerId who asks, if they are signed in.
   * @returns whose address it is now.
   * @throws {DomainError} `gone` for a token that is used, over, withdrawn or unknown, `forbidden` for somebody else's,
   * `conflict` for an address that another person has confirmed.
   */
  verify(tokenHash: Buffer, callerId: string | null): Promise<string> {
    return this.database.transaction(async (manager) => {
      const [found] = await manager.query<{ user_id: string }[]>(
        `SELECT r.user_id FROM email_token t JOIN email_request r ON r.id = t.request_id
         WHERE t.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > mail_now()`,
        [tokenHash],
      );
      if (!found) throw gone();
      if (callerId !== null && callerId !== found.user_id) throw ofSomebodyElse();
      await lockPerson(manager, found.user_id);
      const request = await useRequest(manager, tokenHash);
      if (!request) throw gone();
      await this.replaceContact(manager, found.user_id, request);
      return found.user_id;
    });
  }

  /** Takes the address and what was asked for away, with all mail that waits. @returns what there was to take. */
  remove(userId: string): Promise<'address' | 'request' | 'nothing'> {
    return this.database.transaction(async (manager) => {
      await lockPerson(manager, userId);
      const [contact] = await manager.query<Contact[]>(
        `WITH gone AS (DELETE FROM contact WHERE user_id = $1 RETURNING address, address_key) SELECT * FROM gone`,
        [userId],
      );
      const ended = await endRequests(manager, userId, null);
      if (!contact) return ended > 0 ? 'request' : 'nothing';
      await manager.query('UPDATE chat_user SET is_guest = true WHERE id = $1', [userId]);
      await endCodes(manager, userId, contact.address_key);
      await dropWaitingMail(manager, userId);
      await this.post(manager, 'notice', userId, contact.address, null);
      return 'address';
    });
  }

  private async replaceContact(manager: EntityManager, userId: string, request: EmailRequest): Promise<void> {
    const [old] = await manager.query<Contact[]>('SELECT address, address_key FROM contact WHERE user_id = $1', [
      userId,
    ]);
    await writeContact(manager, userId, request);
    await manager.query('UPDATE chat_user SET is_guest = false WHERE id = $1', [userId]);
    await endRequests(manager, userId, null);
    if (!old || old.address_key === request.address_key) return;
    await endCodes(manager, userId, old.address_key);
    await forwardWaitingMail(manager, userId, request.address);
    await this.post(manager, 'notice', userId, old.address, request.id);
  }

  /** Nothing is posted to an address that refused us. A notice with a subject tells of a change, one without of a removal. */
  private async post(
    manager: EntityManager,
    kind: 'verification' | 'notice',
    userId: string,
    address: string,
    subjectId: string | null,
  ): Promise<void> {
    const refused = await manager.query<object[]>('SELECT 1 FROM suppressed_address WHERE address_hash = $1', [
      hashAddress(address),
    ]);
    await postOrPretend(manager, this.outbox, { kind, userId, address, subjectId }, refused.length === 0);
  }
}

/** @throws {DomainError} `not_found` for a person who went away meanwhile. */
async function lockPerson(manager: EntityManager, userId: string): Promise<void> {
  const rows = await manager.query<object[]>('SELECT 1 FROM chat_user WHERE id = $1 FOR NO KEY UPDATE', [userId]);
  if (rows.length === 0) throw notFound('The user');
}

async function useRequest(manager: EntityManager, tokenHash: Buffer): Promise<EmailRequest | undefined> {
  const [request] = await manager.query<EmailRequest[]>(
    `WITH used AS (
       UPDATE email_request r SET used_at = mail_now() FROM email_token t
       WHERE t.token_hash = $1 AND r.id = t.request_id AND r.used_at IS NULL AND r.expires_at > mail_now()
       RETURNING r.id, r.address, r.address_key
     ) SELECT * FROM used`,
    [tokenHash],
  );
  return request;
}

/** Whoever confirms an address wants mail again, so what was unsubscribed before counts no more. */
async function writeContact(manager: EntityManager, userId: string, request: EmailRequest): Promise<void> {
  try {
    await manager.query(
      `INSERT INTO contact (user_id, address, address_key, verified_at, active_at)
       VALUES ($1, $2, $3, mail_now(), date_trunc('minute', mail_now()))
       ON CONFLICT (user_id) DO UPDATE SET address = excluded.address, address_key = excluded.address_key,
         verified_at = excluded.verified_at, active_at = excluded.active_at, unsubscribed_at = NULL`,
      [userId, request.address, request.address_key],
    );
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError('conflict', 'This address belongs to somebody else.');
    throw error;
  }
}

function gone(): DomainError {
  return new DomainError('gone', 'This link was used already, or it is over. Ask for a new one.');
}

function ofSomebodyElse(): DomainError {
  return new DomainError('forbidden', 'This link belongs to another person than the one who is signed in.');
}
