import * as z from 'zod/mini';
import { countSchema, idSchema } from './ids.js';
import { itemsOf } from './instance.js';
import { limits } from './limits.js';
import { messageSchema } from './message.js';
import { readStateSchema, roomSchema } from './room.js';

/** Marks every room of the person as read, or only what was written before an instant. */
export const readAllSchema = z.strictObject({ before: z.optional(z.iso.datetime()) });
export type ReadAll = z.infer<typeof readAllSchema>;

/** Where a room stands now, and where it stood, so that it can be undone. */
export const readAllResultSchema = itemsOf(
  z.extend(readStateSchema, { roomId: z.string(), previousReadSeq: countSchema }),
);
export type ReadAllResult = z.infer<typeof readAllResultSchema>;

/** Puts markers back to where `POST /api/read` found them. */
export const restoreReadSchema = z.strictObject({
  items: z
    .array(z.strictObject({ roomId: idSchema, readSeq: countSchema }))
    .check(z.minLength(1), z.maxLength(limits.roomsListed)),
});
export type RestoreRead = z.infer<typeof restoreReadSchema>;

export const restoredReadSchema = itemsOf(z.extend(readStateSchema, { roomId: z.string() }));
export type RestoredRead = z.infer<typeof restoredReadSchema>;

/** A room with unread messages: the first of them, and the newest. Rooms with mentions come first, then those with most unread. */
export const catchUpItemSchema = z.object({ room: roomSchema, firstUnread: messageSchema, newest: messageSchema });
export type CatchUpItem = z.infer<typeof catchUpItemSchema>;
export const catchUpSchema = itemsOf(catchUpItemSchema);
