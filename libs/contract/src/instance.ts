import * as z from 'zod/mini';
import { instantSchema } from './ids.js';

/** The header that names the process which answered, on every response of every kind. */
export const INSTANCE_HEADER = 'X-Instance-Id';
export const REQUEST_HEADER = 'X-Request-Id';
export const CACHE_HEADER = 'X-Cache';
export const REPLAY_HEADER = 'X-Idempotent-Replay';

export const instanceSchema = z.object({
  instanceId: z.string(),
  version: z.string(),
  startedAt: instantSchema,
  uptimeSeconds: z.number(),
});
export type Instance = z.infer<typeof instanceSchema>;

export const streamTicketSchema = z.object({ ticket: z.string() });
export type StreamTicket = z.infer<typeof streamTicketSchema>;

export const itemsOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) });
