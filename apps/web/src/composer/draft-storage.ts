import { readStored, storedKeys, writeStored } from '../ui/storage.js';

const PREFIX = 'tertulia.draft.';

/** What was begun in a room and not sent. */
export function readDraft(roomId: string): string {
  return readStored(PREFIX + roomId) ?? '';
}

/** Keeps the draft of a room; an empty one is forgotten. */
export function keepDraft(roomId: string, text: string): void {
  writeStored(PREFIX + roomId, text === '' ? null : text);
}

/** Forgets the drafts of all rooms. */
export function clearDrafts(): void {
  for (const key of storedKeys(PREFIX)) writeStored(key, null);
}

/** What is left of a draft after a text was sent: a send takes only what it sent. */
export function draftAfterSend(draft: string, sent: string): string {
  return draft.startsWith(sent) ? draft.slice(sent.length).trimStart() : draft;
}
