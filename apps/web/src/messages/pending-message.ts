import { replyReferenceSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { readStoredJson, storedKeys, writeStored } from '../ui/storage.js';

/** A picture that goes with a message. Its bytes are kept elsewhere, under its id; this much is needed to draw its place. */
export const pendingPictureSchema = z.object({
  id: z.string(),
  name: z.string(),
  alt: z.string(),
  width: z.nullable(z.number()),
  height: z.nullable(z.number()),
});
export type PendingPicture = z.infer<typeof pendingPictureSchema>;

/** A message of one's own that the server has not confirmed, or has refused. */
export const pendingMessageSchema = z.object({
  clientMessageId: z.string(),
  roomId: z.string(),
  userId: z.string(),
  text: z.string(),
  replyTo: z.nullable(replyReferenceSchema),
  /** In their order; the message is sent once all of them are on the server. */
  pictures: z._default(z.array(pendingPictureSchema), []),
  createdAt: z.string(),
  /** Orders messages that were written within one millisecond. */
  order: z.number(),
  state: z.enum(['pending', 'failed', 'stored']),
  /**
   * Why it failed: a failure code, `session` when the visit in which it was written is over, `picture` when one of its
   * pictures did not get through, `picture_refused` when one was not taken.
   */
  reason: z.nullable(z.string()),
  /** The room's version in which the server stored it. */
  storedVersion: z.nullable(z.number()),
  /** Until when the server asked to wait, in milliseconds since 1970. */
  waitingUntil: z.optional(z.number()),
});
export type PendingMessage = z.infer<typeof pendingMessageSchema>;

type Written = Pick<PendingMessage, 'roomId' | 'userId' | 'text' | 'replyTo' | 'pictures'>;

/** A message that was written just now, after another one. */
export function newPendingMessage(written: Written, now: number, last: PendingMessage | undefined): PendingMessage {
  return {
    ...written,
    clientMessageId: newClientMessageId(),
    createdAt: new Date(now).toISOString(),
    order: (last?.order ?? 0) + 1,
    state: 'pending',
    reason: null,
    storedVersion: null,
  };
}

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
  /** The message that holds a picture. */
  messageOf: (pictureId: string): string | undefined =>
    storedKeys(PREFIX)
      .map((key) => pendingMessageSchema.safeParse(readStoredJson(key)))
      .find(({ data }) => data?.pictures.some(({ id }) => id === pictureId))?.data?.clientMessageId,
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

/** Nobody answered, or not for now: the same may be sent again, and what was written after it waits for it. */
function isUnanswered(reason: string): boolean {
  return (
    reason === 'unreachable' ||
    reason === 'unavailable' ||
    reason === 'internal' ||
    reason === 'rate_limited' ||
    reason === 'slow_mode' ||
    reason === 'picture'
  );
}

/** Refused: sending the same again cannot help, and those behind need not wait for it. */
export function isRefused(item: PendingMessage): boolean {
  return item.state === 'failed' && item.reason !== null && !isUnanswered(item.reason);
}

/** Whether the server refused it, so that another attempt is another message. */
export function isAnswered(item: PendingMessage): boolean {
  return isRefused(item) && !isHeldByPicture(item);
}

/** Whether it failed for the sake of a picture, before it was sent. */
export function isHeldByPicture({ state, reason }: PendingMessage): boolean {
  return state === 'failed' && (reason === 'picture' || reason === 'picture_refused');
}

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
