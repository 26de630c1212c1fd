import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';

/** What the peers understand of the product's events; `message:send` gets no more validation than a JSON parse. */
export const joinSchema = z.object({ roomId: z.string() });
export const sendSchema = z.object({ roomId: z.string(), clientMessageId: z.string(), text: z.string() });
export type Join = z.infer<typeof joinSchema>;
export type Send = z.infer<typeof sendSchema>;

/** A guest of a peer: as many bytes as the product's. */
export interface Author {
  id: string;
  handle: string;
  displayName: string;
  isGuest: boolean;
  isBot: boolean;
}

/** Makes the author of one connection. */
export function buildAuthor(): Author {
  return { id: randomUUID(), handle: 'quiet-otter-4821', displayName: 'Quiet Otter', isGuest: true, isBot: false };
}

/** A message in the product's shape, so that product and peers move the same number of bytes. */
export function buildMessage(send: Send, author: Author, seq: number, id: string, createdAt: string) {
  return {
    id,
    roomId: send.roomId,
    seq,
    version: seq,
    author,
    text: send.text,
    entities: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    tags: [],
    clientMessageId: send.clientMessageId,
    createdAt,
    editedAt: null,
    deletedAt: null,
  };
}

/** Counts the messages of each room; the peers that store nothing need no more. */
export class RoomCounters {
  readonly #last = new Map<string, number>();

  next(roomId: string): number {
    const next = (this.#last.get(roomId) ?? 0) + 1;
    this.#last.set(roomId, next);
    return next;
  }
}

/** Tells the process that started the peer where it listens, and ends the peer when that process is gone. */
export function announce(address: AddressInfo | string | null | undefined): void {
  if (address === null || typeof address !== 'object') throw new Error('a peer has to listen on a port');
  process.send?.({ port: address.port });
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => process.exit(0));
}
