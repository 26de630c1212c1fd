import { wordsOf } from '../common/excerpt.js';
import type { LetterRoom } from '../mailer/letter.js';
import type { PublicAddresses } from './public-addresses.js';

/** Messages of one room that a letter quotes, and characters of each. */
const MOST_ITEMS = 5;
const EXCERPT_LENGTH = 200;

/** A mention with its message, as it stands now. */
export interface QuotedRow {
  kind: 'mention' | 'reply';
  created_at: Date;
  message_id: string;
  text: string;
  pictures?: { alt: string | null }[];
  author: string;
  room_id: string;
  slug: string;
  room_name: string;
  /** How many there are of the room, quoted or not. */
  in_room: number;
}

/** The rooms of a letter, that with the oldest mention first. */
export function gatherRooms(rows: QuotedRow[], addresses: PublicAddresses): LetterRoom[] {
  const rooms = new Map<string, LetterRoom>();
  for (const row of rows) {
    const room = rooms.get(row.room_id) ?? {
      name: row.room_name,
      url: addresses.room(row.slug),
      items: [],
      more: row.in_room,
    };
    rooms.set(row.room_id, room);
    if (room.items.length >= MOST_ITEMS) continue;
    room.more -= 1;
    room.items.push({
      kind: row.kind,
      author: row.author,
      excerpt: quote(wordsOf(row.text, row.pictures)),
      at: row.created_at.toISOString(),
      url: addresses.message(row.slug, row.message_id),
    });
  }
  return [...rooms.values()];
}

/** At most 200 characters, none of them cut in the middle. */
export function quote(text: string): string {
  const characters = Array.from(text.replace(/\s+/gu, ' ').trim());
  if (characters.length <= EXCERPT_LENGTH) return characters.join('');
  return `${characters.slice(0, EXCERPT_LENGTH - 1).join('')}…`;
}
