import { describe, expect, it } from '@jest/globals';
import type { Room, RoomMe } from '@tertulia/contract';
import { arrangeRooms, hasNews, mentionsOf, neighbourRoom, type RoomSections } from './room-sections.js';
import { buildRoom, standing } from './build-room.js';

const names = ({ favourites, rooms, more }: RoomSections) =>
  [favourites, rooms, more].map((section) => section.map(({ name }) => name));
const own = (name: string, me: Partial<RoomMe> = {}, overrides: Partial<Room> = {}) =>
  buildRoom(name, { me: { ...standing, ...me }, ...overrides });

describe('the sections of the room list', () => {
  it('puts favourites first, then rooms one has entered, then the other public ones', () => {
    const rooms = [own('beta'), own('alpha', { isFavourite: true }), buildRoom('other'), buildRoom('general')];
    expect(names(arrangeRooms(rooms, 'name', undefined))).toEqual([['alpha'], ['beta', 'general'], ['other']]);
  });

  it('orders by the last message, or by name', () => {
    const rooms = [
      own('a', {}, { lastMessageAt: '2026-01-01T00:00:00.000Z' }),
      own('c', {}, { lastMessageAt: '2026-03-01T00:00:00.000Z' }),
      own('b'),
    ];
    expect(names(arrangeRooms(rooms, 'activity', undefined))[1]).toEqual(['c', 'a', 'b']);
    expect(names(arrangeRooms(rooms, 'name', undefined))[1]).toEqual(['a', 'b', 'c']);
  });

  it('lists other public rooms only while there are fewer than eight of one’s own', () => {
    const seven = Array.from({ length: 7 }, (_, index) => own(`own-${index}`));
    expect(names(arrangeRooms([...seven, buildRoom('other')], 'name', undefined))[2]).toEqual(['other']);
    expect(names(arrangeRooms([...seven, own('eighth'), buildRoom('other')], 'name', undefined))[2]).toEqual([]);
  });

  it('lists the open room among one’s own, and an archived one only while it is open', () => {
    const archived = own('old', {}, { archivedAt: '2026-01-01T00:00:00.000Z' });
    expect(names(arrangeRooms([archived, buildRoom('open')], 'name', 'open'))[1]).toEqual(['open']);
    expect(names(arrangeRooms([archived, buildRoom('open')], 'name', 'old'))).toEqual([[], ['old'], ['open']]);
  });

  it('shows neither news nor mentions of a muted room', () => {
    const muted = own('quiet', { notify: 'none', unread: 3, mentions: 2 });
    const mentionsOnly = own('calm', { notify: 'mentions', unread: 3, mentions: 2 });
    expect([hasNews(muted), mentionsOf(muted)]).toEqual([false, 0]);
    expect([hasNews(mentionsOnly), mentionsOf(mentionsOnly)]).toEqual([true, 2]);
  });
});

describe('going from room to room', () => {
  const sections = arrangeRooms(
    [own('a', { isFavourite: true, unread: 0 }), own('b', { unread: 0 }), own('c', { unread: 2 }), buildRoom('d')],
    'name',
    undefined,
  );
  it.each<[string | undefined, 1 | -1, string]>([
    ['a', 1, 'b'],
    ['d', 1, 'a'],
    ['a', -1, 'd'],
    [undefined, 1, 'a'],
    [undefined, -1, 'd'],
  ])('from %s by %i to %s, as they are drawn', (from, step, to) => {
    expect(neighbourRoom(sections, from, step)?.name).toBe(to);
  });

  it('finds the next room with something new, or none', () => {
    expect(neighbourRoom(sections, 'a', 1, hasNews)?.name).toBe('c');
    expect(neighbourRoom(sections, 'd', -1, hasNews)?.name).toBe('c');
    expect(neighbourRoom(sections, 'c', 1, hasNews)).toBeUndefined();
  });
});
