import { Injectable } from '@nestjs/common';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';
import { Outbox } from '../outbox/outbox.js';
import { foldAddress, hashAddress } from './address.js';
import type { OpenCode } from './sign-in-code.js';
import { postOrPretend } from './waiting-mail.js';

const CODE_MINUTES = 10;
const TRIES = 5;
/** Open codes of one address. The oldest ends when a further one is asked for. */
const MOST_OPEN = 3;

/** A session as it is written; the token itself is known to its owner alone. */
export interface NewSession {
  id: string;
  tokenHash: Buffer;
  days: number;
}

/** Codes to sign in with, in PostgreSQL: few, short-lived, and their tries counted where no two nodes can miscount. */
@Injectable()
export class CodesRepository {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Makes a code for whoever has confirmed the address and posts its mail; the digits are made when the mail is written. For
   * an address of nobody there is a row too, which nothing can open, so that neither the work nor later guesses differ.
   */
  async request(address: string): Promise<void> {
    const id = uuidv7();
    const key = foldAddress(address);
    await this.database.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`sign-in-code:${key}`]);
      await manager.query(
        `UPDATE sign_in_code SET expires_at = mail_now() WHERE id IN (
           SELECT id FROM sign_in_code
           WHERE address_key = $1 AND used_at IS NULL AND expires_at > mail_now() AND tries_left > 0
           ORDER BY created_at DESC, id DESC OFFSET $2)`,
        [key, MOST_OPEN - 1],
      );
      const [made] = await manager.query<{ user_id: string | null; address: string | null; is_refused: boolean }[]>(
        `WITH owner AS (
           SELECT c.user_id, c.address FROM (VALUES (1)) AS one LEFT JOIN contact c ON c.address_key = $2
         ), made AS (
           INSERT INTO sign_in_code (id, user_id, address_key, created_at, expires_at, tries_left)
           SELECT $1, owner.user_id, $2, t.now, t.now + make_interval(mins => $3), $4
           FROM owner, (SELECT mail_now() AS now) AS t RETURNING user_id
         )
         SELECT made.user_id, owner.address,
                EXISTS (SELECT 1 FROM suppressed_address s WHERE s.address_hash = $5) AS is_refused FROM made, owner`,
        [id, key, CODE_MINUTES, TRIES, hashAddress(key)],
      );
      const owner = made?.is_refused ? null : made?.user_id;
      const mail = { kind: 'code', userId: owner ?? id, address: made?.address ?? address, subjectId: id } as const;
      await postOrPretend(manager, this.outbox, mail, typeof owner === 'string');
    });
  }

  /**
   * Takes a try from each open code of an address, committed before any of them is compared: guesses made at once on any
   * number of nodes cannot exceed the tries. @returns the codes that had one left.
   */
  takeTry(address: string): Promise<OpenCode[]> {
    return this.database.query<OpenCode>({
      text: `WITH open AS MATERIALIZED (
               SELECT id FROM sign_in_code
               WHERE address_key = $1 AND used_at IS NULL AND expires_at > mail_now() AND tries_left > 0
               ORDER BY id FOR UPDATE
             )
             UPDATE sign_in_code c SET tries_left = c.tries_left - 1 FROM open
             WHERE c.id = open.id AND c.used_at IS NULL AND c.tries_left > 0 RETURNING c.id, c.code_hash`,
      values: [foldAddress(address)],
    });
  }

  /**
   * Uses a code up, with all others of its address, and opens a session of whoever has that address now.
   * @returns null for a code that was used meanwhile, or whose address is no longer the person's.
   */
  async use(address: string, codeId: string, session: NewSession): Promise<{ userId: string; expiresAt: Date } | null> {
    const [opened] = await this.database.query<{ user_id: string; expires_at: Date }>({
      text: `WITH open AS MATERIALIZED (
               SELECT id FROM sign_in_code
               WHERE address_key = $1 AND used_at IS NULL AND expires_at > mail_now() ORDER BY id FOR UPDATE
             ), used AS (
               UPDATE sign_in_code c SET used_at = mail_now() FROM open
               WHERE c.id = open.id AND c.used_at IS NULL RETURNING c.id, c.user_id
             )
             INSERT INTO session (id, user_id, token_hash, expires_at)
             SELECT $3, k.user_id, $4, now() + make_interval(days => $5)
             FROM used JOIN contact k ON k.user_id = used.user_id AND k.address_key = $1 WHERE used.id = $2
             RETURNING user_id, expires_at`,
      values: [foldAddress(address), codeId, session.id, session.tokenHash, session.days],
    });
    return opened ? { userId: opened.user_id, expiresAt: opened.expires_at } : null;
  }
}
