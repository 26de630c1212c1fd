import { Injectable } from '@nestjs/common';
import { type JobTopic, jobTopics } from '@tertulia/contract';
import { WorkDatabase } from './work-database.js';

/** Receives after which a job is dead, as the queues of production have it. */
export const MOST_RECEIVES = 5;
const DEAD_DAYS = 14;
const CLEAN_BATCH = 1_000;

/** A job in somebody's hands. */
export interface ClaimedJob {
  id: string;
  body: unknown;
  /** How often it was taken, this time included. */
  receives: number;
  created_at: Date;
}

/** A job that was given up. */
export interface DeadJob {
  id: string;
  topic: string;
  error: string | null;
}

/** What waits in a topic of the embedded queue. */
export interface JobBacklog {
  topic: JobTopic;
  waiting: number;
  oldestSeconds: number;
  dead: number;
}

/** The embedded queue: a job belongs to whoever took it until its lease, `due_at`, ends; then it is there again. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: WorkDatabase) {}

  /**
   * Takes jobs that are due, the longest first. One that somebody had before comes alone: what ends its worker every time
   * must not count against others.
   */
  claim(topic: JobTopic, most: number, leaseMs: number): Promise<ClaimedJob[]> {
    return this.database.query<ClaimedJob>({
      text: `WITH due AS MATERIALIZED (
               SELECT id, receives, due_at FROM job
               WHERE topic = $1 AND dead_at IS NULL AND due_at <= clock_timestamp() AND receives < ${MOST_RECEIVES}
               ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
             ), placed AS (
               SELECT id, receives, row_number() OVER (ORDER BY due_at, id) AS place FROM due
             ), taken AS (
               SELECT p.id FROM placed p, placed f
               WHERE f.place = 1 AND CASE WHEN f.receives > 0 THEN p.place = 1 ELSE p.receives = 0 END
             )
             UPDATE job j SET receives = j.receives + 1, due_at = clock_timestamp() + make_interval(secs => $3 / 1000.0)
             FROM taken t WHERE j.id = t.id
             RETURNING j.id, j.body, j.receives, j.created_at`,
      values: [topic, most, leaseMs],
    });
  }

  /** What waits in each topic, for operators: how much, how long the first has been due, and what was given up. */
  backlog(): Promise<JobBacklog[]> {
    return this.database.query<JobBacklog>({
      text: `SELECT topic, count(job.id) FILTER (WHERE dead_at IS NULL)::int AS waiting, count(dead_at)::int AS dead,
                    greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(due_at) FILTER (WHERE dead_at IS NULL)), 0))::float8
                      AS "oldestSeconds"
             FROM unnest($1::text[]) AS t(topic) LEFT JOIN job USING (topic) GROUP BY topic ORDER BY topic`,
      values: [jobTopics],
    });
  }

  async finish(ids: string[]): Promise<void> {
    await this.database.query({ text: 'DELETE FROM job WHERE id = ANY($1::uuid[])', values: [ids] });
  }

  /**
   * Gives jobs back that failed, to be due after a while, or for good after the last receive. One that somebody else has
   * taken meanwhile is left to them.
   * @returns those that are dead now.
   */
  fail(jobs: readonly { id: string; receives: number; delayMs: number }[], error: string): Promise<DeadJob[]> {
    return this.database.query<DeadJob>({
      text: `WITH failed AS (
               UPDATE job j
               SET due_at = clock_timestamp() + make_interval(secs => f.delay_ms / 1000.0), error = $4,
                   dead_at = CASE WHEN j.receives >= ${MOST_RECEIVES} THEN clock_timestamp() END
               FROM unnest($1::uuid[], $2::integer[], $3::float8[]) AS f(id, receives, delay_ms)
               WHERE j.id = f.id AND j.receives = f.receives AND j.dead_at IS NULL
               RETURNING j.id, j.topic, j.error, j.dead_at
             ) SELECT id, topic, error FROM failed WHERE dead_at IS NOT NULL`,
      values: [jobs.map(({ id }) => id), jobs.map((job) => job.receives), jobs.map((job) => job.delayMs), error],
    });
  }

  /** Gives jobs back that were not to blame: the receive does not count, but each comes alone from now on. */
  async release(jobs: readonly ClaimedJob[], delayMs: number): Promise<void> {
    await this.database.query({
      text: `UPDATE job j SET receives = greatest(j.receives - 1, 1), due_at = clock_timestamp() + make_interval(secs => $3 / 1000.0)
             FROM unnest($1::uuid[], $2::integer[]) AS r(id, receives)
             WHERE j.id = r.id AND j.receives = r.receives AND j.dead_at IS NULL`,
      values: [jobs.map(({ id }) => id), jobs.map(({ receives }) => receives), delayMs],
    });
  }

  /** Jobs whose holder fell silent at their last receive. */
  bury(): Promise<DeadJob[]> {
    return this.database.query<DeadJob>({
      text: `UPDATE job SET dead_at = clock_timestamp(), error = coalesce(error, 'Whoever had it fell silent.')
             WHERE dead_at IS NULL AND receives >= ${MOST_RECEIVES} AND due_at <= clock_timestamp()
             RETURNING id, topic, error`,
    });
  }

  /** Forgets what has been dead for long. @returns how many dead jobs are left. */
  async clean(): Promise<number> {
    await this.database.query({
      text: `DELETE FROM job WHERE id IN (
               SELECT id FROM job WHERE dead_at < clock_timestamp() - interval '${DEAD_DAYS} days' LIMIT ${CLEAN_BATCH})`,
    });
    const [row] = await this.database.query<{ count: number }>({
      text: 'SELECT count(*)::int AS count FROM job WHERE dead_at IS NOT NULL',
    });
    return row?.count ?? 0;
  }
}
