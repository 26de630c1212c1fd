import type { Message, User } from '@tertulia/contract';
import type { PendingMessage } from './pending-message.js';

const GROUP_MS = 5 * 60_000;

/** What a line shows of its author. */
export type RowAuthor = Pick<User, 'id' | 'displayName' | 'handle' | 'isGuest' | 'isBot' | 'mark'>;

/** The line of a message, kept as long as nothing in it changes, so that it need not be drawn again. */
const knownRows = new WeakMap<Message, TimelineRow>();

/** One line of the timeline: a message, or an own one on its way. */
export type TimelineRow = {
  key: string;
  /** Local midnight of the day that begins here. */
  day: number | undefined;
  /** Shows author and time; otherwise it continues the one above. */
  isHead: boolean;
  createdAt: string;
  author: RowAuthor;
} & ({ message: Message; pending?: undefined } | { pending: PendingMessage; message?: undefined });

/**
 * Arranges messages and pending ones under days and authors. The key of an own message is the same before and after the
 * server confirmed it, so that its line stays the same element.
 */
export function arrangeRows(
  messages: readonly Message[],
  pending: readonly PendingMessage[],
  me: RowAuthor,
): TimelineRow[] {
  const arranger = new Arranger();
  const rows = messages.map((message): TimelineRow => {
    const place = arranger.place(message.author.id, message.createdAt, message.replyTo !== null);
    const known = knownRows.get(message);
    if (known && known.day === place.day && known.isHead === place.isHead) return known;
    const { author, createdAt } = message;
    const row: TimelineRow = { key: `${author.id}:${message.clientMessageId}`, ...place, createdAt, author, message };
    knownRows.set(message, row);
    return row;
  });
  for (const item of pending) {
    const key = `${me.id}:${item.clientMessageId}`;
    rows.push({
      key,
      ...arranger.place(me.id, item.createdAt, item.replyTo !== null),
      createdAt: item.createdAt,
      author: me,
      pending: item,
    });
  }
  return rows;
}

class Arranger {
  private dayEnds = 0;
  private lastAuthor = '';
  private lastAt = 0;

  place(authorId: string, createdAt: string, startsAnew: boolean): { day: number | undefined; isHead: boolean } {
    const at = Date.parse(createdAt);
    const day = at >= this.dayEnds ? this.beginDay(at) : undefined;
    const isHead = day !== undefined || startsAnew || authorId !== this.lastAuthor || at - this.lastAt > GROUP_MS;
    this.lastAuthor = authorId;
    this.lastAt = at;
    return { day, isHead };
  }

  private beginDay(at: number): number {
    const start = new Date(at);
    start.setHours(0, 0, 0, 0);
    const end = new Date(start);
    end.setDate(end.getDate() + 1);
    this.dayEnds = end.getTime();
    return start.getTime();
  }
}
