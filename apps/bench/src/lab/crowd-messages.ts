import * as z from 'zod/mini';

/** What the laboratory asks of a crowd. */
export const crowdOrderSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('open'),
    url: z.string(),
    tokens: z.array(z.string()),
    rooms: z.array(z.string()),
    members: z.int(),
  }),
  z.object({ kind: z.literal('status') }),
]);
export type CrowdOrder = z.infer<typeof crowdOrderSchema>;

/** How a crowd is. `handshakes`: connections made so far by second (since 1970) and node. */
export const crowdStatusSchema = z.object({
  inside: z.int(),
  /** By room: the version that every member of it knows at least. */
  versions: z.record(z.string(), z.number()),
  connects: z.int(),
  refused: z.int(),
  failed: z.int(),
  doubled: z.int(),
  catchUps: z.int(),
  handshakes: z.array(z.object({ second: z.int(), instance: z.string(), count: z.int() })),
});
export type CrowdStatus = z.infer<typeof crowdStatusSchema>;
