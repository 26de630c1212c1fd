import * as z from 'zod/mini';
import { messagePageSchema } from './message.js';
import { roomSchema } from './room.js';

/** A public room with a page of its messages, for somebody who has not entered. */
export const roomPreviewSchema = z.object({ room: roomSchema, page: messagePageSchema });
export type RoomPreview = z.infer<typeof roomPreviewSchema>;
