import type { MessageEventName } from '@tertulia/contract';
import * as z from 'zod';

export const messageEventNames = [
  'message:created',
  'message:updated',
  'message:deleted',
] as const satisfies readonly MessageEventName[];

/** One committed change of a room as it travels between nodes; JSON texts are encoded once, by the node that committed. */
export const roomChangeSchema = z.object({
  roomId: z.string(),
  version: z.number().int().positive(),
  /** The room's last seq after the change, as far as the change knows it. */
  lastSeq: z.number().int().nonnegative(),
  event: z.enum(messageEventNames),
  /** `{ roomId, version, message }` as most see it. */
  payload: z.string(),
  /** The same for each person who sees it differently, by user id. */
  perUser: z.array(z.tuple([z.string(), z.string()])).optional(),
  /** The message waits for the owner of the room, or did so until now: counts follow. */
  isModerated: z.boolean().optional(),
  /** When it was committed, in milliseconds of the database's clock; absent for what was read again from the database. */
  committedAt: z.number().optional(),
});

/** `isRemote`: another node told of it; no node can say so of itself. */
export type RoomChange = z.output<typeof roomChangeSchema> & { isRemote?: true };

/** Where a room stands in the database. */
export interface RoomPosition {
  roomId: string;
  version: number;
  lastSeq: number;
}

/** Reads of the truth that the feeds need; the messages module provides them. */
export interface ChangeSource {
  /** Changes after a version, ascending, in one snapshot; `reset` when there are too many. */
  changesAfter(
    roomId: string,
    version: number,
  ): Promise<{ changes: RoomChange[]; version: number; lastSeq: number; reset: boolean }>;
  positions(roomIds: string[]): Promise<RoomPosition[]>;
}
