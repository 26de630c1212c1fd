import { type BatchResultErrorEntry, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TextJob, TextTopic } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../common/log.js';
import { type JobQueue, NotPublishedError } from './job-queue.js';

/** Limits of one request. The bytes are those of the older limit of SQS (256 KiB), which some queues still have. */
const BATCH = 10;
const BATCH_BYTES = 240 * 1024;
const TRIES = 3;
/** All tries for the jobs of one look at the logs: a connection of the database waits meanwhile. */
const TIMEOUT_MS = 3_000;
const REQUESTS_AT_ONCE = 4;
const RETRY_MS = 100;

interface Entry {
  Id: string;
  MessageBody: string;
}

/** Amazon SQS, one queue a topic. The endpoint and the account come from the usual variables of AWS. */
export class SqsJobQueue implements JobQueue {
  readonly driver = 'sqs';
  private readonly client: SQSClient;

  constructor(
    private readonly queueUrls: Record<TextTopic, string>,
    region: string | undefined,
    private readonly log: Log,
  ) {
    this.client = new SQSClient({ ...(region && { region }), maxAttempts: 1 });
  }

  /** @throws {NotPublishedError} */
  async publish(
    topic: TextTopic,
    jobs: readonly TextJob[],
    _manager: EntityManager,
    signal: AbortSignal,
  ): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const batches = toBatches(jobs);
    const send = async (): Promise<void> => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) await this.send(topic, batch, limit);
    };
    try {
      await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, send));
    } catch (error) {
      if (error instanceof NotPublishedError) throw error;
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new NotPublishedError(`The queue did not answer (${reason}).`, { cause: error });
    }
  }

  committed(): void {
    // The queue wakes its own readers.
  }

  close(): void {
    this.client.destroy();
  }

  /** Sends the entries of one batch, those that failed again. */
  private async send(topic: TextTopic, batch: Entry[], signal: AbortSignal): Promise<void> {
    let entries = batch;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.client.send(
        new SendMessageBatchCommand({ QueueUrl: this.queueUrls[topic], Entries: entries }),
        { abortSignal: signal },
      );
      const failed = (answer.Failed ?? []).filter((entry) => !this.isHopeless(topic, entry));
      if (failed.length === 0) return;
      if (attempt === TRIES) throw new NotPublishedError(`${failed.length} jobs were refused (${failed[0]?.Code}).`);
      const ids = new Set(failed.map(({ Id }) => Id));
      entries = entries.filter(({ Id }) => ids.has(Id));
      await wait(RETRY_MS * attempt * (1 + Math.random() / 2), undefined, { signal });
    }
  }

  /** One that SQS will never take must not keep back all others of its room; it is named, since nobody else will. */
  private isHopeless(topic: TextTopic, entry: BatchResultErrorEntry): boolean {
    if (!entry.SenderFault) return false;
    this.log.error({ topic, code: entry.Code }, 'A job can never be published; its message stays without tags.');
    return true;
  }
}

/** Jobs as entries of requests that SQS takes. */
export function toBatches(jobs: readonly TextJob[]): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = Infinity;
  for (const job of jobs) {
    const MessageBody = toBody(job);
    const size = Buffer.byteLength(MessageBody);
    let batch = batches.at(-1);
    if (!batch || batch.length === BATCH || bytes + size > BATCH_BYTES) {
      batch = [];
      batches.push(batch);
      bytes = 0;
    }
    batch.push({ Id: String(batch.length), MessageBody });
    bytes += size;
  }
  return batches;
}

/** JSON without the two characters that JSON may hold and SQS refuses (SendMessage, "characters outside this list"). */
function toBody(job: TextJob): string {
  return JSON.stringify(job).replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
