import type { Room } from '@tertulia/contract';
import { foldText } from '../ui/fold-text.js';

/** Rooms whose name or topic holds the words, whatever their case and accents. */
export function matchingRooms(rooms: readonly Room[], query: string): readonly Room[] {
  const words = foldText(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return rooms;
  return rooms.filter((room) => {
    const text = foldText(`${room.name} ${room.slug} ${room.topic}`);
    return words.every((word) => text.includes(word));
  });
}

/** Where something happened last comes first; a room without a message counts from its beginning. */
export function byActivity(rooms: readonly Room[]): Room[] {
  const last = ({ lastMessageAt, createdAt }: Room) => Date.parse(lastMessageAt ?? createdAt);
  return [...rooms].sort((a, b) => last(b) - last(a) || a.name.localeCompare(b.name));
}
