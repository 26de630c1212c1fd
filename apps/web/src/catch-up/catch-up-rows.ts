import type { CatchUpItem, Message, Room } from '@tertulia/contract';

/** A room with something unread, and its first unread message as soon as that is known. */
export interface CatchUpRow {
  room: Room;
  unread: number;
  mentions: number;
  firstUnread: Message | undefined;
}

/**
 * The rooms to catch up with: the counts are those of the list of rooms, which is live; the lines come from the last
 * answer, as far as they are still unread. Mentions first, then what has most.
 */
export function rowsOf(items: readonly CatchUpItem[], rooms: readonly Room[]): CatchUpRow[] {
  const known = new Map(items.map((item) => [item.room.id, item]));
  const listed = new Set(rooms.map(({ id }) => id));
  const all = [...rooms, ...items.map(({ room }) => room).filter(({ id }) => !listed.has(id))];
  return all
    .filter(({ id, me }) => me !== undefined && me.unread > 0 && (me.notify !== 'none' || known.has(id)))
    .map((room) => {
      const firstUnread = known.get(room.id)?.firstUnread;
      return {
        room,
        unread: room.me?.unread ?? 0,
        mentions: room.me?.mentions ?? 0,
        firstUnread: firstUnread && firstUnread.seq > (room.me?.readSeq ?? 0) ? firstUnread : undefined,
      };
    })
    .sort(compareRows);
}

function compareRows(a: CatchUpRow, b: CatchUpRow): number {
  return (
    Number(b.mentions > 0) - Number(a.mentions > 0) ||
    b.mentions - a.mentions ||
    b.unread - a.unread ||
    a.room.name.localeCompare(b.room.name)
  );
}

/** How old a message must be to be marked as read with the others. */
export const ages = ['today', 'yesterday', 'week', 'date'] as const;
export type Age = (typeof ages)[number];

/** The instant that an age means, at the beginning of a day of the reader's clock; none for a date that is not one. */
export function instantOf(age: Age, date: string, now: number): string | undefined {
  const day = new Date(age === 'date' ? `${date}T00:00` : now);
  if (Number.isNaN(day.getTime())) return undefined;
  day.setHours(0, 0, 0, 0);
  if (age === 'yesterday') day.setDate(day.getDate() - 1);
  if (age === 'week') day.setDate(day.getDate() - 7);
  return day.toISOString();
}
