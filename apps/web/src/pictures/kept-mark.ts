import { readStored, writeStored } from '../ui/storage.js';

/** Where the bytes of unsent pictures are kept. */
export const DATABASE = 'tertulia-pictures';
/** Says that there are some, so that a visit without pictures fetches nothing for them; other tabs hear of a change by it. */
export const MARK = 'tertulia.pictures';

/** Whether pictures of an earlier page wait in this browser. */
export function hasKeptPictures(): boolean {
  return readStored(MARK) !== null;
}

/** Forgets the pictures of everybody; for signing out. */
export function forgetKeptPictures(): void {
  writeStored(MARK, null);
  try {
    indexedDB.deleteDatabase(DATABASE);
  } catch {
    // Storage is blocked: nothing was kept.
  }
}
