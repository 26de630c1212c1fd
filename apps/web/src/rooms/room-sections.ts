import type { Room, Settings } from '@tertulia/contract';

/** With fewer rooms of one's own than this, the other public ones are listed too. */
const FEW = 8;

/** The rooms as they are drawn, from top to bottom. */
export interface RoomSections {
  favourites: readonly Room[];
  rooms: readonly Room[];
  more: readonly Room[];
}

/** Whether something new is worth a sign: a muted room never shows one. */
export function hasNews(room: Room): boolean {
  return (room.me?.unread ?? 0) > 0 && !isMuted(room);
}

export function isMuted(room: Room): boolean {
  return room.me?.notify === 'none';
}

/** Mentions to be shown as a number. */
export function mentionsOf(room: Room): number {
  return isMuted(room) ? 0 : (room.me?.mentions ?? 0);
}

/**
 * Puts rooms into their sections: favourites, those one has entered (and `general`), and the other public ones while one's
 * own are few. An archived room is listed only while it is open.
 */
export function arrangeRooms(
  rooms: readonly Room[],
  order: Settings['roomOrder'],
  activeId: string | undefined,
): RoomSections {
  const listed = rooms.filter(({ id, archivedAt }) => archivedAt === null || id === activeId).sort(comparers[order]);
  const favourites = listed.filter(({ me }) => me?.isFavourite);
  const others = listed.filter(({ me }) => !me?.isFavourite);
  const isOwn = (room: Room) => room.me !== undefined || room.id === activeId || room.slug === 'general';
  const hasFew = rooms.filter(({ me }) => me !== undefined).length < FEW;
  return { favourites, rooms: others.filter(isOwn), more: hasFew ? others.filter((room) => !isOwn(room)) : [] };
}

const byName = (a: Room, b: Room) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
const comparers: Record<Settings['roomOrder'], (a: Room, b: Room) => number> = {
  name: byName,
  activity: (a, b) => lastAt(b) - lastAt(a) || byName(a, b),
};

function lastAt({ lastMessageAt }: Room): number {
  return lastMessageAt === null ? 0 : Date.parse(lastMessageAt);
}

/** The room above or below the open one, or the next with something new; it goes round at the ends. */
export function neighbourRoom(
  { favourites, rooms, more }: RoomSections,
  activeId: string | undefined,
  step: 1 | -1,
  isWanted: (room: Room) => boolean = () => true,
): Room | undefined {
  const all = [...favourites, ...rooms, ...more];
  const at = all.findIndex(({ id }) => id === activeId);
  const start = at < 0 && step < 0 ? all.length : at;
  for (let distance = 1; distance <= all.length; distance += 1) {
    const room = all[(start + step * distance + all.length * 2) % all.length];
    if (room && room.id !== activeId && isWanted(room)) return room;
  }
  return undefined;
}
