import * as z from 'zod/mini';

const whole = z.int().check(z.minimum(0));
const place = { url: z.string(), tokens: z.array(z.string()), rooms: z.array(z.string()) };

/** Messages into rooms: as many in flight as given (closed loop) or at a fixed rate. */
export const loadJobSchema = z.object({
  kind: z.literal('load'),
  ...place,
  /** Several nodes, on which the members of each room are spread in turn; `url` alone when there is one. */
  urls: z.optional(z.array(z.string())),
  membersPerRoom: whole,
  publishersPerRoom: whole,
  pace: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('closed'), inFlightPerPublisher: whole }),
    z.object({ kind: z.literal('rate'), messagesPerSecond: z.number() }),
  ]),
  warmUpSeconds: z.number(),
  seconds: z.number(),
  drainSeconds: z.number(),
  /** Asks for the server's death after so many acknowledgements, and then names them all; 0 is never. */
  killAfterAcknowledged: whole,
});
export type LoadJob = z.infer<typeof loadJobSchema>;

/** Opens connections and holds them until released. */
export const holdJobSchema = z.object({
  kind: z.literal('hold'),
  ...place,
  connections: whole,
  joins: z.boolean(),
  concurrency: whole,
  /** Messages sent once all are open, to see that the connections are alive. */
  probes: whole,
});
export type HoldJob = z.infer<typeof holdJobSchema>;

/** Guests and rooms made over HTTP on the product. */
export const prepareJobSchema = z.object({
  kind: z.literal('prepare'),
  url: z.string(),
  guests: whole,
  rooms: whole,
  token: z.optional(z.string()),
});
export type PrepareJob = z.infer<typeof prepareJobSchema>;

/** Reads every message of the rooms and counts the named ones that are not there. */
export const auditJobSchema = z.object({
  kind: z.literal('audit'),
  url: z.string(),
  token: z.string(),
  rooms: z.array(z.string()),
  acknowledged: z.array(z.string()),
});
export type AuditJob = z.infer<typeof auditJobSchema>;

/** The same page asked for over HTTP as fast as it comes. */
export const httpJobSchema = z.object({
  kind: z.literal('http'),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  connections: whole,
  warmUpSeconds: z.number(),
  seconds: z.number(),
});
export type HttpJob = z.infer<typeof httpJobSchema>;

export const jobSchema = z.discriminatedUnion('kind', [
  loadJobSchema,
  holdJobSchema,
  prepareJobSchema,
  auditJobSchema,
  httpJobSchema,
]);
export type Job = z.infer<typeof jobSchema>;

const percentilesSchema = z.object({
  count: whole,
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
});

export const loadResultSchema = z.object({
  kind: z.literal('load'),
  seconds: z.number(),
  messagesPerSecond: z.number(),
  deliveriesPerSecond: z.number(),
  sent: whole,
  acknowledged: whole,
  refused: whole,
  firstRefusal: z.nullable(z.string()),
  deliveries: whole,
  lost: whole,
  doubled: whole,
  outOfOrder: whole,
  versionBreaks: whole,
  unanswered: whole,
  disconnects: whole,
  bytesPerDelivery: z.number(),
  /** From the intended send time to the receipt by each receiver, in milliseconds; measured at a fixed rate only. */
  deliveryLatency: percentilesSchema,
  /** Of these, where the sender is on another node than the receiver; none on one node. */
  crossingLatency: percentilesSchema,
  acknowledgementLatency: percentilesSchema,
  generatorCpu: z.number(),
  acknowledgedNames: z.array(z.string()),
});
export type LoadResult = z.infer<typeof loadResultSchema>;

export const holdResultSchema = z.object({
  kind: z.literal('hold'),
  opened: whole,
  failed: whole,
  firstFailure: z.nullable(z.string()),
  openSeconds: z.number(),
  disconnects: whole,
  probesExpected: whole,
  probesReceived: whole,
});
export type HoldResult = z.infer<typeof holdResultSchema>;

export const prepareResultSchema = z.object({
  kind: z.literal('prepare'),
  tokens: z.array(z.string()),
  users: z.array(z.string()),
  rooms: z.array(z.string()),
});
export type PrepareResult = z.infer<typeof prepareResultSchema>;

export const auditResultSchema = z.object({
  kind: z.literal('audit'),
  stored: whole,
  missing: whole,
  doubled: whole,
  holes: whole,
});
export type AuditResult = z.infer<typeof auditResultSchema>;

export const httpResultSchema = z.object({
  kind: z.literal('http'),
  seconds: z.number(),
  requestsPerSecond: z.number(),
  latency: percentilesSchema,
  failures: whole,
  bytesPerAnswer: whole,
  generatorCpu: z.number(),
});
export type HttpResult = z.infer<typeof httpResultSchema>;

const resultSchema = z.discriminatedUnion('kind', [
  loadResultSchema,
  holdResultSchema,
  prepareResultSchema,
  auditResultSchema,
  httpResultSchema,
]);

/** What the generator tells the process that started it. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('phase'), phase: z.enum(['window-start', 'window-end', 'held', 'kill-now']) }),
  z.object({ type: z.literal('result'), result: resultSchema }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type Report = z.infer<typeof reportSchema>;
