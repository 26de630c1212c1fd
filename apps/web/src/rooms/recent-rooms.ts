import * as z from 'zod/mini';
import { readStoredJson, writeStored } from '../ui/storage.js';

const KEY = 'tertulia.recent-rooms';
const KEPT = 15;
const keptSchema = z.array(z.string());

/** Ids of the rooms visited last in this browser, the newest first. */
export function readRecentRooms(): readonly string[] {
  const kept = keptSchema.safeParse(readStoredJson(KEY));
  return kept.success ? kept.data.slice(0, KEPT) : [];
}

/** Remembers a visit. */
export function keepRecentRoom(roomId: string): void {
  const recent = [roomId, ...readRecentRooms().filter((id) => id !== roomId)].slice(0, KEPT);
  writeStored(KEY, JSON.stringify(recent));
}
