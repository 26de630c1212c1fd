import * as z from 'zod/mini';
import { messageSchema } from './message.js';

/** Messages of a room that wait for its owner, the oldest first. */
export const heldMessagesSchema = z.object({ items: z.array(messageSchema) });
export type HeldMessages = z.infer<typeof heldMessagesSchema>;
