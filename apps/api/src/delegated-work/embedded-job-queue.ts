import type { TextJob, TextTopic } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import type { JobBoard } from '../outbox/job-board.js';
import { type JobQueue, NotPublishedError } from './job-queue.js';

/** Jobs that may wait; then the logs of the rooms wait instead, which are no longer for that. */
const MOST_WAITING = 50_000;
const COUNT_EVERY_MS = 5_000;

/** Rows of the own database, written in the transaction that moves the cursor: each job is there exactly once. */
export class EmbeddedJobQueue implements JobQueue {
  readonly driver = 'embedded';
  private countedAt = -Infinity;
  private isFull = false;

  constructor(private readonly board: JobBoard) {}

  /** @throws {NotPublishedError} when too much waits: there are no workers, or they are too slow. */
  async publish(topic: TextTopic, jobs: readonly TextJob[], manager: EntityManager): Promise<void> {
    if (performance.now() - this.countedAt >= COUNT_EVERY_MS) {
      this.countedAt = performance.now();
      const rows = await manager.query<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM (SELECT 1 FROM job WHERE dead_at IS NULL LIMIT ${MOST_WAITING}) AS waiting`,
      );
      this.isFull = rows[0]?.count === MOST_WAITING;
    }
    if (this.isFull) throw new NotPublishedError('Too many jobs wait for a worker.');
    await this.board.post(topic, jobs, manager);
  }

  committed(topic: TextTopic): void {
    this.board.wake(topic);
  }

  close(): void {
    // The database is closed by whoever opened it.
  }
}
