import { replyReferenceSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { readStored, readStoredJson, storedKeys, writeStored } from '../ui/storage.js';

const PREFIX = 'tertulia.draft.';

/** What was begun in a room and not sent. */
export const keptDraftSchema = z.object({
  text: z.string(),
  replyTo: z.nullable(replyReferenceSchema),
  /** The server's count of changes that this device knows; 0 when the server has none. */
  revision: z.number(),
  /** Whose draft the server has under that count. */
  userId: z.nullable(z.string()),
  /** Whether the server does not have it yet. */
  isDirty: z.boolean(),
});
export type KeptDraft = z.infer<typeof keptDraftSchema>;

/** A room in which nothing was begun. */
export const noDraft: KeptDraft = { text: '', replyTo: null, revision: 0, userId: null, isDirty: false };

/** Whether there is anything in it that a person would miss. */
export function hasContent({ text, replyTo }: Pick<KeptDraft, 'text' | 'replyTo'>): boolean {
  return text.trim() !== '' || replyTo !== null;
}

/** What was kept for a room; before drafts were synchronised it was the bare text. */
export function readDraft(roomId: string): KeptDraft {
  const key = PREFIX + roomId;
  const kept = keptDraftSchema.safeParse(readStoredJson(key));
  if (kept.success) return kept.data;
  const text = readStored(key);
  return text === null ? noDraft : { ...noDraft, text, isDirty: true };
}

/** Keeps the draft of a room; one that is empty here and on the server is forgotten. */
export function keepDraft(roomId: string, draft: KeptDraft): void {
  const isNothing = !hasContent(draft) && draft.text === '' && !draft.isDirty && draft.revision === 0;
  writeStored(PREFIX + roomId, isNothing ? null : JSON.stringify(draft));
}

/** The rooms for which something is kept. */
export function draftRooms(): string[] {
  return storedKeys(PREFIX).map((key) => key.slice(PREFIX.length));
}

/** Which room an entry of the storage belongs to, if it is a draft. */
export function roomOfKey(key: string | null): string | undefined {
  return key?.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
}

/** Forgets the drafts of all rooms. */
export function clearDrafts(): void {
  for (const key of storedKeys(PREFIX)) writeStored(key, null);
}

/** What is left of a draft after a text was sent: a send takes only what it sent. */
export function draftAfterSend(draft: string, sent: string): string {
  return draft.startsWith(sent) ? draft.slice(sent.length).trimStart() : draft;
}
