/** The line above the first message that was new, as it was known at one moment: it does not run away under the reader's eyes. */
interface FrozenLine {
  /** The first message of the new run. */
  seq: number;
  /** The reader has had it before their eyes. */
  isSeen: boolean;
  /** After it was seen, the reader was away from the end of the room. */
  wasAway: boolean;
  /** It was seen, and everything after it was read. */
  isPassed: boolean;
}

/** The divider of one visit to a room. */
export interface Divider {
  line: FrozenLine | undefined;
  /** Something was marked unread by hand: nothing is read by itself until the room is left. */
  isReadingOff: boolean;
}

/** What happens to the divider. */
export type DividerEvent =
  | { kind: 'opened'; firstUnread: number | undefined }
  /** The line came before the reader's eyes. */
  | { kind: 'seen' }
  /** The own marker moved; `isAll` when nothing is left. */
  | { kind: 'read'; isAll: boolean }
  | { kind: 'leftBottom' }
  | { kind: 'backAtBottom' }
  | { kind: 'sent' }
  | { kind: 'escape' }
  | { kind: 'markedRead' }
  | { kind: 'left' }
  /** A message of somebody else; `isMissed` when it was written while there was no connection. */
  | { kind: 'arrived'; seq: number; isFocused: boolean; isAttached: boolean; isMissed?: boolean }
  | { kind: 'reconnect' }
  | { kind: 'markUnread'; seq: number };

export const noDivider: Divider = { line: undefined, isReadingOff: false };

/** Gives the divider after an event; the same object when nothing changes. */
export function nextDivider(divider: Divider, event: DividerEvent): Divider {
  const { line } = divider;
  switch (event.kind) {
    case 'opened':
      return { line: freeze(event.firstUnread), isReadingOff: false };
    case 'left':
      return noDivider;
    case 'markUnread':
      return { line: freeze(event.seq), isReadingOff: true };
    case 'sent':
    case 'escape':
    case 'markedRead':
      return line ? { ...divider, line: undefined } : divider;
    case 'backAtBottom':
      return line?.isSeen && line.wasAway ? { ...divider, line: undefined } : divider;
    case 'arrived':
      return arrive(divider, event);
    case 'seen':
      return line && !line.isSeen ? { ...divider, line: { ...line, isSeen: true } } : divider;
    case 'leftBottom':
      return line?.isSeen && !line.wasAway ? { ...divider, line: { ...line, wasAway: true } } : divider;
    case 'read':
      return line?.isSeen && event.isAll && !line.isPassed
        ? { ...divider, line: { ...line, isPassed: true } }
        : divider;
    case 'reconnect':
      return divider;
  }
}

function arrive(divider: Divider, event: Extract<DividerEvent, { kind: 'arrived' }>): Divider {
  const { line } = divider;
  const isWatched = event.isFocused && event.isAttached && !event.isMissed;
  if (isWatched || (line && !line.isPassed)) return divider;
  return { ...divider, line: freeze(event.seq) };
}

function freeze(seq: number | undefined): FrozenLine | undefined {
  return seq === undefined ? undefined : { seq, isSeen: false, wasAway: false, isPassed: false };
}
