import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ClaimedJob } from './jobs.repository.js';

const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/** Jobs as Lambda gets messages of SQS, whole. Source: Lambda developer guide, "Using Lambda with Amazon SQS". */
export function toQueueEvent(topic: string, jobs: readonly ClaimedJob[]): unknown {
  return {
    Records: jobs.map(({ id, body, receives, created_at: createdAt }) => {
      const text = JSON.stringify(body);
      const sentAt = String(createdAt.getTime());
      return {
        messageId: id,
        receiptHandle: `${id}.${receives}`,
        body: text,
        attributes: {
          ApproximateReceiveCount: String(receives),
          SentTimestamp: sentAt,
          SenderId: 'tertulia',
          ApproximateFirstReceiveTimestamp: sentAt,
        },
        messageAttributes: {},
        md5OfBody: createHash('md5').update(text).digest('hex'),
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:embedded:000000000000:${topic}`,
        awsRegion: 'embedded',
      };
    }),
  };
}

/**
 * The jobs that a handler wants again, as Lambda reads its answer: none when it says nothing of them, all when what it says is
 * not understood or names one that is not in the batch.
 */
export function failedOf(jobs: readonly ClaimedJob[], answer: unknown): Set<string> {
  const all = new Set(jobs.map(({ id }) => id));
  if (answer === undefined || answer === null) return new Set();
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return all;
  const failed = parsed.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}
