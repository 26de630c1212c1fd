import { Injectable } from '@nestjs/common';
import type { JobResult } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { unavailable } from '../common/domain-error.js';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';
import { UPLOAD_COLUMNS, type UploadRow, WITHDRAWN } from './upload-row.js';

/** What became of the bytes of an upload. */
export type PictureResult = Extract<JobResult, { kind: 'picture' | 'rejection' }>;

/** An upload on its way into the database. */
export interface NewUpload {
  id: string;
  ownerId: string;
  contentType: string;
  bytes: number;
  alt: string | null;
  expiresAt: Date;
}

/** What became of a wish to change an upload. */
export type ChangeOutcome = UploadRow | 'missing' | 'used';

const DAY = `interval '24 hours'`;
const IS_THERE = `reason IS DISTINCT FROM '${WITHDRAWN}'`;

/** Pictures on their way into a message, in PostgreSQL. */
@Injectable()
export class UploadsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores an upload unless its owner would have announced more than `mostBytes` within 24 hours.
   * @returns null when it is stored, else in how many milliseconds there is room again.
   */
  create(upload: NewUpload, mostBytes: number | null): Promise<number | null> {
    return this.database.transaction(async (manager) => {
      if (mostBytes !== null) {
        await lockName(manager, `uploads of ${upload.ownerId}`);
        const [row] = await manager.query<{ bytes: string; wait: number | null }[]>(
          `SELECT coalesce(sum(declared_bytes), 0) AS bytes,
                  extract(epoch FROM min(created_at) + ${DAY} - clock_timestamp())::float8 * 1000 AS wait
           FROM attachment WHERE owner_id = $1 AND created_at > clock_timestamp() - ${DAY}`,
          [upload.ownerId],
        );
        if (row && Number(row.bytes) + upload.bytes > mostBytes) return Math.max(1_000, Math.ceil(row.wait ?? 0));
      }
      await manager.query(
        `INSERT INTO attachment (id, owner_id, declared_type, declared_bytes, alt, form_expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [upload.id, upload.ownerId, upload.contentType, upload.bytes, upload.alt, upload.expiresAt],
      );
      return null;
    });
  }

  async find(ownerId: string, id: string): Promise<UploadRow | null> {
    const [row] = await this.database.query<UploadRow>({
      text: `SELECT ${UPLOAD_COLUMNS} FROM attachment WHERE id = $1 AND owner_id = $2 AND ${IS_THERE}`,
      values: [id, ownerId],
    });
    return row ?? null;
  }

  /** The state of an upload and the bytes that its form announced, whoever asks. */
  async findForm(id: string): Promise<{ state: UploadRow['state']; bytes: number } | null> {
    const [row] = await this.database.query<{ state: UploadRow['state']; bytes: number }>({
      text: 'SELECT state, declared_bytes AS bytes FROM attachment WHERE id = $1',
      values: [id],
    });
    return row ?? null;
  }

  describe(ownerId: string, id: string, alt: string): Promise<ChangeOutcome> {
    return this.change(ownerId, id, 'alt = $3', [alt === '' ? null : alt]);
  }

  /** The row stays for a day: what was announced counts, whatever became of it. */
  withdraw(ownerId: string, id: string): Promise<ChangeOutcome> {
    return this.change(ownerId, id, `state = 'rejected', reason = $3, picture = NULL, settled_at = clock_timestamp()`, [
      WITHDRAWN,
    ]);
  }

  /**
   * The bytes are there: `keep` puts them into their place, and whoever looks at them hears of `event` by its job, all or nothing.
   * @returns false when the form was used before.
   */
  receive(id: string, keep: () => Promise<void>, event: object): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const [row] = await manager.query<{ state: string }[]>('SELECT state FROM attachment WHERE id = $1 FOR UPDATE', [
        id,
      ]);
      if (row?.state !== 'signed') return false;
      await keep();
      await manager.query(`UPDATE attachment SET state = 'received', received_at = clock_timestamp() WHERE id = $1`, [
        id,
      ]);
      await manager.query(`INSERT INTO job (id, topic, body) VALUES ($1, 'upload.picture', $2)`, [uuidv7(), event]);
      return true;
    });
  }

  /**
   * Takes the first answer about an upload and no other. The objects of a picture are looked for under a lock on their names,
   * so that the sweep deletes none of them meanwhile; those of an answer that is not taken are let go.
   * @returns null when nothing changed. @throws {DomainError} `unavailable` when an object is not there.
   */
  settle(result: PictureResult, areStored: (keys: string[]) => Promise<boolean>): Promise<UploadRow | null> {
    const picture = result.kind === 'picture' ? result.picture : null;
    const keys = picture ? [...new Set([picture.key, picture.thumbnailKey])].sort() : [];
    return this.database.transaction(async (manager) => {
      for (const key of keys) await lockName(manager, key);
      if (keys.length > 0 && !(await areStored(keys))) throw unavailable(new Error('A picture is not in the store.'));
      const [rows] = await manager.query<[UploadRow[], number]>(
        `UPDATE attachment SET state = $2, reason = $3, picture = $4, settled_at = clock_timestamp()
         WHERE id = $1 AND state IN ('signed', 'received') RETURNING ${UPLOAD_COLUMNS}`,
        [result.uploadId, picture ? 'ready' : 'rejected', result.kind === 'rejection' ? result.reason : null, picture],
      );
      if (rows.length === 0) await letGo(manager, keys);
      return rows[0] ?? null;
    });
  }

  /** Only what is in no message may be changed; whoever sends it at this moment waits or comes first. */
  private async change(ownerId: string, id: string, assignment: string, values: unknown[]): Promise<ChangeOutcome> {
    const [changed] = await this.database.query<UploadRow>({
      text: `UPDATE attachment SET ${assignment}
             WHERE id = $1 AND owner_id = $2 AND message_id IS NULL AND ${IS_THERE} RETURNING ${UPLOAD_COLUMNS}`,
      values: [id, ownerId, ...values],
    });
    if (changed) return changed;
    return (await this.find(ownerId, id)) ? 'used' : 'missing';
  }
}

/** Until the end of the transaction nobody else decides about this name. */
export async function lockName(manager: EntityManager, name: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

async function letGo(manager: EntityManager, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  await manager.query(
    `INSERT INTO loose_object (key) SELECT o.key FROM unnest($1::text[]) AS o(key)
     WHERE NOT EXISTS (SELECT 1 FROM attachment a WHERE a.picture ->> 'key' = o.key)
       AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.picture ->> 'thumbnailKey' = o.key)
     ON CONFLICT DO NOTHING`,
    [keys],
  );
}
