import { type JobResult, type TextJob, textJobSchema, type TextTopic } from '@tertulia/contract';
import { type Logger } from 'pino';
import { type QueueAnswer, type QueueEvent, queueEventSchema } from './lambda.js';

/** Where the answers go: the API's endpoint of results, behind whoever signs for it. */
export interface Results {
  send(result: JobResult): Promise<void>;
}

/** A job with the name of the record that brought it. */
export interface ReceivedJob {
  recordId: string;
  job: TextJob;
}

/** Answers that are on their way at once. */
const AT_ONCE = 10;

/**
 * Takes the jobs of a topic out of a queue's event. What is no such job can never be done: it is named as failed, so that the
 * queue puts it aside after its receives, and nobody else of its batch waits for it.
 *
 * @throws if the event is none of a queue: then there is nothing that could be named.
 */
export function readTextJobs(event: unknown, topic: TextTopic, log: Logger): { jobs: ReceivedJob[]; failed: string[] } {
  const jobs: ReceivedJob[] = [];
  const failed: string[] = [];
  for (const record of queueEventSchema.parse(event).Records) {
    const job = readBody(record.body);
    if (job?.topic === topic) jobs.push({ recordId: record.messageId, job });
    else {
      log.warn({ topic, recordId: record.messageId, receives: receivesOf(record) }, 'not a job of this queue');
      failed.push(record.messageId);
    }
  }
  return { jobs, failed };
}

/** Does something with each job, some at a time. @returns the records whose work failed, to come again. */
export async function doEach(
  jobs: readonly ReceivedJob[],
  log: Logger,
  work: (received: ReceivedJob) => Promise<void>,
): Promise<string[]> {
  const failed: string[] = [];
  for (let first = 0; first < jobs.length; first += AT_ONCE) {
    const batch = jobs.slice(first, first + AT_ONCE);
    const outcomes = await Promise.allSettled(batch.map(work));
    outcomes.forEach((outcome, at) => {
      const received = batch[at];
      if (outcome.status === 'fulfilled' || !received) return;
      const { topic, messageId } = received.job;
      log.warn({ topic, messageId, recordId: received.recordId, reason: nameOf(outcome.reason) }, 'job failed');
      failed.push(received.recordId);
    });
  }
  return failed;
}

export function toAnswer(failed: readonly string[]): QueueAnswer {
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function readBody(body: string): TextJob | null {
  try {
    return textJobSchema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

function receivesOf({ attributes }: QueueEvent['Records'][number]): number {
  return Number(attributes?.ApproximateReceiveCount ?? 1);
}

/** What went wrong, without what it went wrong with. */
function nameOf(reason: unknown): string {
  return reason instanceof Error ? `${reason.name}: ${reason.message}`.slice(0, 200) : 'unknown';
}
