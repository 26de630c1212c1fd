import type { Log } from '../common/log.js';
import { EnvError } from '../config/env.js';
import type { Env } from '../config/env.schema.js';
import type { JobBoard } from '../outbox/job-board.js';
import { EmbeddedJobQueue } from './embedded-job-queue.js';
import type { JobQueue } from './job-queue.js';

/**
 * Chooses the driver from the environment.
 * @throws {EnvError} when the driver lacks a variable.
 */
export async function createJobQueue(env: Env, board: JobBoard, log: Log): Promise<JobQueue | null> {
  if (env.JOBS_DRIVER === 'off') return null;
  if (env.JOBS_DRIVER === 'embedded') return new EmbeddedJobQueue(board);
  const { JOBS_WORDS_QUEUE_URL, JOBS_SENTIMENT_QUEUE_URL, JOBS_SECRET, AWS_REGION } = env;
  if (!JOBS_WORDS_QUEUE_URL || !JOBS_SENTIMENT_QUEUE_URL)
    throw new EnvError('JOBS_WORDS_QUEUE_URL and JOBS_SENTIMENT_QUEUE_URL are needed when JOBS_DRIVER is sqs.');
  if (!JOBS_SECRET)
    throw new EnvError('JOBS_SECRET is needed when JOBS_DRIVER is sqs: workers sign their answers with it.');
  // The SDK is large; who does not use it need not load it.
  const { SqsJobQueue } = await import('./sqs-job-queue.js');
  return new SqsJobQueue(
    { 'message.words': JOBS_WORDS_QUEUE_URL, 'message.sentiment': JOBS_SENTIMENT_QUEUE_URL },
    AWS_REGION,
    log,
  );
}
