import * as z from 'zod';

/** The envelope of EventBridge. Source: EventBridge user guide, "Event structure". */
export const bridgeEventSchema = z.object({
  version: z.string(),
  id: z.string().min(1).max(200),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  time: z.string().refine((time) => !Number.isNaN(Date.parse(time)), 'must be an instant'),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});
export type BridgeEvent = z.output<typeof bridgeEventSchema>;

/** An event that this code cannot understand, however often it comes: for the dead-letter queue. */
export class UnknownEvent extends Error {
  override name = 'UnknownEvent';
}

/** @throws {UnknownEvent} that names what is missing, never what was there. */
export function readDetail<Schema extends z.ZodType>(schema: Schema, event: BridgeEvent): z.output<Schema> {
  const parsed = schema.safeParse(event.detail);
  if (parsed.success) return parsed.data;
  throw new UnknownEvent(
    `The detail is not as documented: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
  );
}
