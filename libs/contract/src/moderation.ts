import * as z from 'zod/mini';
import { countSchema } from './ids.js';
import { messageSchema } from './message.js';

/** Messages of a room that wait for its owner, the oldest first. */
export const heldMessagesSchema = z.object({ items: z.array(messageSchema) });
export type HeldMessages = z.infer<typeof heldMessagesSchema>;

/** With a `version` only what the owner has read is released: a message that was changed since stays. */
export const releaseMessageSchema = z.strictObject({ version: z.optional(countSchema) });
export type ReleaseMessage = z.infer<typeof releaseMessageSchema>;
