import * as z from 'zod';

/** What the API asks of its embedded worker; `deadline` is in milliseconds since 1970. */
export const orderSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  event: z.unknown(),
  deadline: z.number(),
});
export type Order = z.infer<typeof orderSchema>;

/** What it answers: once that it is there, then one reply to each order, in any order. */
export const replySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('done'), id: z.number().int(), answer: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.number().int(), error: z.string() }),
]);
export type Reply = z.infer<typeof replySchema>;
