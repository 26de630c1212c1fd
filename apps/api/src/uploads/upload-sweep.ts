import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ObjectStore, PENDING_PREFIX } from '@tertulia/storage';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { Database } from '../database/database.js';
import { OBJECT_STORE } from './object-store.module.js';
import { lockName } from './uploads.repository.js';

const BATCH = 100;
/** Between batches while there are more, and between looks. */
const PAUSE_MS = 1_000;
const REST_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** For deleting an object while its name is locked. */
const DELETE_MS = 2_000;

/**
 * Removes pictures that nobody sent within 24 hours and those of deleted messages: first their rows, which lets their objects
 * go in the same transaction, then the objects that no row uses. What fails is found again. Any number of nodes may do so at once.
 */
@Injectable()
export class UploadSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly work = new SteadyWork(() => this.step());

  constructor(
    private readonly database: Database,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.work.start(PAUSE_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  /** One batch of everything. @returns whether there may be more. */
  async sweep(): Promise<boolean> {
    const rows = await this.removeRows();
    const objects = await this.removeObjects();
    const pending = await this.removePending();
    return Math.max(rows, objects, pending) === BATCH;
  }

  /** @returns after how long to go on. */
  private async step(): Promise<number> {
    try {
      return (await this.sweep()) ? PAUSE_MS : REST_MS;
    } catch (error) {
      if (!(error instanceof DomainError)) this.log.warn(describeError(error), 'Old uploads were not removed.');
      return REST_MS;
    }
  }

  /** A row that is being sent is locked and passed over; it has a message then. */
  private async removeRows(): Promise<number> {
    const rows = await this.database.query({
      text: `DELETE FROM attachment WHERE id IN (
               SELECT id FROM attachment WHERE message_id IS NULL AND created_at < clock_timestamp() - interval '24 hours'
               ORDER BY created_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING 1`,
    });
    return rows.length;
  }

  private async removeObjects(): Promise<number> {
    const rows = await this.database.query<{ key: string }>({
      text: `SELECT key FROM loose_object ORDER BY since LIMIT ${BATCH}`,
    });
    for (const { key } of rows) await this.removeObject(key);
    return rows.length;
  }

  /** Under the lock that `UploadsRepository.settle` takes: an object is deleted before somebody counts on it, or not at all. */
  private removeObject(key: string): Promise<void> {
    return this.database.transaction(async (manager) => {
      await lockName(manager, key);
      const [row] = await manager.query<{ is_used: boolean }[]>(
        `SELECT EXISTS (SELECT 1 FROM attachment WHERE picture ->> 'key' = $1)
             OR EXISTS (SELECT 1 FROM attachment WHERE picture ->> 'thumbnailKey' = $1) AS is_used`,
        [key],
      );
      if (!row?.is_used) await this.store.delete([key], AbortSignal.timeout(DELETE_MS));
      await manager.query('DELETE FROM loose_object WHERE key = $1', [key]);
    });
  }

  /** What came after its row was gone, or was left when its answer was taken. No form lives this long. */
  private async removePending(): Promise<number> {
    const keys = await this.store.listOlder(PENDING_PREFIX, new Date(Date.now() - DAY_MS), BATCH);
    if (keys.length > 0) await this.store.delete(keys);
    return keys.length;
  }
}
