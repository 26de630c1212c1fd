import { setTimeout as wait } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { contextUntil, type Handler } from './handler-registry.js';
import type { WorkerLog } from './worker-log.js';

const BATCH = 10;
const POLL_SECONDS = 5;
/** Longest wait for an answer, the poll itself included. */
const TIMEOUT_MS = (POLL_SECONDS + 5) * 1_000;
const LONGEST_REST_MS = 30_000;

const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

export interface QueueRunnerParts {
  client: SQSClient;
  queueUrl: string;
  handler: Handler;
  visibilitySeconds: number;
  log: WorkerLog;
}

/** What is done is deleted; what failed stays, and is there again when its visibility ends, as with Lambda. */
export class QueueRunner {
  private failures = 0;

  constructor(private readonly parts: QueueRunnerParts) {}

  /** Takes from one queue until `signal` ends it; a batch that is under way then is finished. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const messages = await this.receive(signal);
        if (messages.length > 0) await this.handle(messages);
        this.failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.failures += 1;
        // Once, not at every try.
        if (this.failures === 1) this.parts.log.warn({ error: describe(error) }, 'The queue could not be read.');
        const rest = Math.min(500 * 2 ** Math.min(this.failures - 1, 10), LONGEST_REST_MS);
        await wait(rest * (0.75 + Math.random() * 0.5), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async receive(signal: AbortSignal): Promise<Message[]> {
    const answer = await this.parts.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.parts.queueUrl,
        MaxNumberOfMessages: BATCH,
        WaitTimeSeconds: POLL_SECONDS,
        VisibilityTimeout: this.parts.visibilitySeconds,
        // The older name as well: some that stand in for SQS know only that one.
        AttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
      { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) },
    );
    return answer.Messages ?? [];
  }

  private async handle(messages: Message[]): Promise<void> {
    const failed = await this.ask(messages);
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    if (done.length === 0) return;
    const answer = await this.parts.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.parts.queueUrl,
        Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
      { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    // They come again, which handlers bear.
    if (answer.Failed?.length) this.parts.log.warn({ count: answer.Failed.length }, 'Done messages were not deleted.');
  }

  /** @returns the ids of those that are to come again. */
  private async ask(messages: Message[]): Promise<Set<string>> {
    const { handler, visibilitySeconds, log } = this.parts;
    const everything = new Set(messages.map(({ MessageId = '' }) => MessageId));
    const limitMs = (visibilitySeconds * 1_000) / 2;
    const limit = new AbortController();
    try {
      const answer = await Promise.race([
        handler(toLambdaEvent(messages, this.parts.queueUrl), contextUntil(Date.now() + limitMs)),
        wait(limitMs, undefined, { signal: limit.signal }).then((): never => {
          throw new Error('The handler took too long.');
        }),
      ]);
      const failures = answerSchema.parse(answer ?? { batchItemFailures: [] }).batchItemFailures;
      return new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
    } catch (error) {
      log.warn({ error: describe(error), count: messages.length }, 'A batch failed and comes again.');
      return everything;
    } finally {
      limit.abort();
    }
  }
}

/** Messages of SQS as Lambda gets them. Source: Lambda developer guide, "Using Lambda with Amazon SQS". */
export function toLambdaEvent(messages: readonly Message[], queueUrl: string): unknown {
  const { hostname, pathname } = new URL(queueUrl);
  const [, account = '', name = ''] = pathname.split('/');
  const region = /^sqs\.([a-z0-9-]+)\./.exec(hostname)?.[1] ?? 'local';
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: message.Attributes ?? {},
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${region}:${account}:${name}`,
      awsRegion: region,
    })),
  };
}

function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300);
}
