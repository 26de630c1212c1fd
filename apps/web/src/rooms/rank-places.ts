import type { Room, User } from '@tertulia/contract';
import { foldText } from '../ui/fold-text.js';
import { hasNews } from './room-sections.js';

/** Where the quick switcher can lead. */
export type Place =
  { kind: 'room'; room: Room } | { kind: 'person'; person: User } | { kind: 'messages'; query: string };

interface Sources {
  rooms: readonly Room[];
  people: readonly User[];
  /** Ids of the rooms visited last, the newest first. */
  recent: readonly string[];
}

const SHOWN = 20;

/** What the first sign asks for: `#` rooms, `@` people, `?` messages; without one everything. */
export function readQuery(text: string): { kind: 'all' | 'room' | 'person' | 'messages'; words: string } {
  const trimmed = text.trimStart();
  const kind = ({ '#': 'room', '@': 'person', '?': 'messages' } as const)[trimmed.charAt(0)];
  return kind ? { kind, words: trimmed.slice(1).trim() } : { kind: 'all', words: trimmed.trim() };
}

/** The places that fit what was typed, the likeliest first. Without words: the rooms visited last. */
export function rankPlaces(text: string, { rooms, people, recent }: Sources): readonly Place[] {
  const { kind, words } = readQuery(text);
  const places: Place[] = [];
  if (kind === 'all' || kind === 'room')
    places.push(...rankRooms(words, rooms, recent).map((room) => ({ kind: 'room' as const, room })));
  if (kind === 'person' || (kind === 'all' && words !== ''))
    places.push(...rankPeople(words, people).map((person) => ({ kind: 'person' as const, person })));
  const shown = places.slice(0, SHOWN);
  if (words !== '' && (kind === 'all' || kind === 'messages')) shown.push({ kind: 'messages', query: words });
  return shown;
}

function rankRooms(words: string, rooms: readonly Room[], recent: readonly string[]): Room[] {
  const recency = ({ id }: Room) => {
    const at = recent.indexOf(id);
    return at < 0 ? Number.MAX_SAFE_INTEGER : at;
  };
  return rooms
    .map((room) => ({ room, fit: words === '' ? 0 : fitOf(words, [room.name, room.slug], [room.topic]) }))
    .filter(({ fit }) => fit !== undefined)
    .sort(
      (a, b) =>
        (a.fit ?? 0) - (b.fit ?? 0) ||
        // What was visited comes first while nothing is typed; then what is new does.
        (words === '' ? Math.sign(recency(a.room) - recency(b.room)) : 0) ||
        Number(hasNews(b.room)) - Number(hasNews(a.room)) ||
        Math.sign(recency(a.room) - recency(b.room)) ||
        a.room.name.localeCompare(b.room.name),
    )
    .map(({ room }) => room);
}

function rankPeople(words: string, people: readonly User[]): User[] {
  return people
    .map((person) => ({ person, fit: words === '' ? 0 : fitOf(words, [person.displayName, person.handle], []) }))
    .filter(({ fit }) => fit !== undefined)
    .sort((a, b) => (a.fit ?? 0) - (b.fit ?? 0) || a.person.displayName.localeCompare(b.person.displayName))
    .map(({ person }) => person);
}

/** 0 the whole name, 1 its beginning, 2 the beginning of a word, 3 a part of it, 4 a part of what is said about it; nothing when it does not fit. */
function fitOf(words: string, names: readonly string[], about: readonly string[]): number | undefined {
  const wanted = foldText(words);
  const fits = names.map((name): number | undefined => {
    const folded = foldText(name);
    if (folded === wanted) return 0;
    if (folded.startsWith(wanted)) return 1;
    if (folded.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 2;
    return folded.includes(wanted) ? 3 : undefined;
  });
  fits.push(about.some((text) => foldText(text).includes(wanted)) ? 4 : undefined);
  const found = fits.filter((fit) => fit !== undefined);
  return found.length === 0 ? undefined : Math.min(...found);
}
