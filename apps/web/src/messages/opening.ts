import type { Message, Settings } from '@tertulia/contract';

/** How far the person had read when the room was opened. */
export interface ReadMark {
  readSeq: number;
  unread: number;
}

/** Where the reader was in a room. */
export interface KeptPosition {
  /** The message at the upper edge; undefined at the end of the room. */
  seq: number | undefined;
  /** Pixels from the upper edge to the message. */
  offset: number;
  /** The newest message at that moment. */
  newestSeq: number;
}

/** Where a room opens. */
export type Opening = { kind: 'end' } | { kind: 'unread' } | { kind: 'position'; seq: number; offset: number };

/**
 * Decides where a room opens: at the first unread, at the end, or where the reader was. Within one visit it is always where
 * they were, unless something is unread that was not there then.
 */
export function chooseOpening(
  openAt: Settings['openAt'],
  read: ReadMark | undefined,
  kept: { inSession: KeptPosition | undefined; stored: KeptPosition | undefined },
  newestSeq: number,
): Opening {
  const hasUnread = (read?.unread ?? 0) > 0;
  const { inSession } = kept;
  const isNew = hasUnread && newestSeq > (inSession?.newestSeq ?? 0);
  if (inSession && !isNew) return toOpening(inSession);
  if (openAt === 'unread' && hasUnread) return { kind: 'unread' };
  if (openAt === 'last') return toOpening(inSession ?? kept.stored);
  return { kind: 'end' };
}

function toOpening(kept: KeptPosition | undefined): Opening {
  return kept?.seq === undefined ? { kind: 'end' } : { kind: 'position', seq: kept.seq, offset: kept.offset };
}

/** The first message of others after the own marker. */
export function firstUnread(messages: readonly Message[], readSeq: number, userId: string): Message | undefined {
  return messages.find(
    ({ seq, author, deletedAt, heldAt }) => seq > readSeq && author.id !== userId && deletedAt === null && !heldAt,
  );
}
