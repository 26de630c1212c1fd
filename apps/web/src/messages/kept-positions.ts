import * as z from 'zod/mini';
import { readStored, writeStored } from '../ui/storage.js';
import type { KeptPosition } from './opening.js';

const PREFIX = 'tertulia.position.';
const seqSchema = z.coerce.number().check(z.int(), z.minimum(1));
const inSession = new Map<string, KeptPosition>();

/** Where the reader was in each room: exactly within this visit, and as a message over visits. */
export const keptPositions = {
  keep(roomId: string, position: KeptPosition): void {
    inSession.set(roomId, position);
    writeStored(PREFIX + roomId, position.seq === undefined ? null : String(position.seq));
  },
  find(roomId: string): { inSession: KeptPosition | undefined; stored: KeptPosition | undefined } {
    const stored = seqSchema.safeParse(readStored(PREFIX + roomId));
    return {
      inSession: inSession.get(roomId),
      stored: stored.success ? { seq: stored.data, offset: 0, newestSeq: 0 } : undefined,
    };
  },
};
