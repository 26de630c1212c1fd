import * as z from 'zod';

/** What a queue hands to a function: only what is read of it. Source: Lambda developer guide, "Using Lambda with Amazon SQS". */
export const queueEventSchema = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.string() }).partial().optional(),
    }),
  ),
});
export type QueueEvent = z.infer<typeof queueEventSchema>;

/** The records that are to come again; all others are done. */
export interface QueueAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** What a handler may know of its run: how long it has left. */
export interface RunContext {
  getRemainingTimeInMillis(): number;
}
