import type { TextJob, TextTopic } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';

/** Token of the queue that new texts are published to; null when nobody gets them. */
export const JOB_QUEUE = Symbol('JOB_QUEUE');

/** The queue did not take jobs; the same ones may be published again. */
export class NotPublishedError extends Error {
  override name = 'NotPublishedError';
}

/** Where jobs about messages go. What it took is kept until a worker has done it; the same job may come out twice. */
export interface JobQueue {
  readonly driver: 'embedded' | 'sqs';
  /**
   * Takes all of the jobs of a topic or fails; `manager` is the transaction in which the log of the rooms is read.
   * @throws {NotPublishedError} when some of them were not taken: all may be published again.
   */
  publish(topic: TextTopic, jobs: readonly TextJob[], manager: EntityManager, signal: AbortSignal): Promise<void>;
  /** What was published was committed. */
  committed(topic: TextTopic): void;
  close(): void;
}
