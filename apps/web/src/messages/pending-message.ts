import { replyReferenceSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { readStoredJson, storedKeys, writeStored } from '../ui/storage.js';

/** A message of one's own that the server has not confirmed, or has refused. */
export const pendingMessageSchema = z.object({
  clientMessageId: z.string(),
  roomId: z.string(),
  userId: z.string(),
  text: z.string(),
  replyTo: z.nullable(replyReferenceSchema),
  createdAt: z.string(),
  /** Orders messages that were written within one millisecond. */
  order: z.number(),
  state: z.enum(['pending', 'failed', 'stored']),
  /** Why it failed: a failure code, or `session` when the visit in which it was written is over. */
  reason: z.nullable(z.string()),
  /** The room's version in which the server stored it. */
  storedVersion: z.nullable(z.number()),
  /** Until when the server asked to wait, in milliseconds since 1970. */
  waitingUntil: z.optional(z.number()),
});
export type PendingMessage = z.infer<typeof pendingMessageSchema>;

const PREFIX = 'tertulia.unsent.';

function keyOf(message: Pick<PendingMessage, 'roomId' | 'clientMessageId'>): string {
  return `${PREFIX}${message.roomId}.${message.clientMessageId}`;
}

/** Each unsent message has an entry of its own, so that two tabs never overwrite each other's. */
export const keptUnsent = {
  keep: (message: PendingMessage): void => writeStored(keyOf(message), JSON.stringify(message)),
  forget: (message: PendingMessage): void => writeStored(keyOf(message), null),
  /** What is waiting for a room since an earlier page, in order of writing. */
  read: (roomId: string): PendingMessage[] =>
    storedKeys(`${PREFIX}${roomId}.`)
      .map((key) => pendingMessageSchema.safeParse(readStoredJson(key)))
      .flatMap((kept) => (kept.success ? [kept.data] : []))
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.order - b.order),
  /** Rooms for which something is waiting. */
  rooms: (): string[] => [...new Set(storedKeys(PREFIX).map((key) => key.slice(PREFIX.length).split('.', 1)[0] ?? ''))],
  clear: (): void => {
    for (const key of storedKeys(PREFIX)) writeStored(key, null);
  },
  /** Tells when another tab of this browser sent or deleted one of a room; gives the way to stop. */
  watch: (roomId: string, onGone: (clientMessageId: string) => void): (() => void) => {
    const prefix = `${PREFIX}${roomId}.`;
    const handleStorage = ({ key, newValue }: StorageEvent) => {
      if (key?.startsWith(prefix) && newValue === null) onGone(key.slice(prefix.length));
    };
    window.addEventListener('storage', handleStorage);
    return () => window.removeEventListener('storage', handleStorage);
  },
};
export type UnsentStore = Pick<typeof keptUnsent, 'keep' | 'forget' | 'read' | 'watch'>;

/** Until when a room's server takes nothing more, if it asked for a pause. */
export function waitingUntil(pending: readonly PendingMessage[]): number | undefined {
  return pending.find((item) => item.state === 'pending' && item.waitingUntil !== undefined)?.waitingUntil;
}

/** A UUID of version 4; `randomUUID` is missing on pages that were not loaded securely. */
export function newClientMessageId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
