import { describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import { filterRooms, RoomsStore } from './rooms-store.js';

const room = (name: string, overrides: Partial<Room> = {}): Room => ({
  id: name,
  slug: name.toLowerCase(),
  name,
  topic: '',
  visibility: 'public',
  createdAt: '',
  createdBy: null,
  lastSeq: 0,
  version: 0,
  lastMessageAt: null,
  memberCount: 0,
  slowModeSeconds: 0,
  retentionDays: null,
  archivedAt: null,
  ...overrides,
});
const standing = { role: 'member', readSeq: 1, unread: 2, mentions: 1, notify: 'all', isFavourite: false } as const;

describe('the list of rooms', () => {
  it('keeps the own standing when an event tells the room to everybody', () => {
    const store = new RoomsStore();
    store.replaceAll([room('b', { me: standing }), room('a')]);
    store.put(room('b', { topic: 'new' }));
    expect(store.get().rooms.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(store.find('b')).toMatchObject({ topic: 'new', me: standing });
  });

  it("takes the server's counts and drops a closed room", () => {
    const store = new RoomsStore();
    store.replaceAll([room('a'), room('b')]);
    store.setReadState('a', { readSeq: 5, unread: 0, mentions: 0 });
    store.remove('b');
    expect(store.get().rooms).toMatchObject([{ name: 'a', me: { readSeq: 5, unread: 0, mentions: 0 } }]);
  });

  it('finds rooms whatever their accents and case', () => {
    expect(filterRooms([room('Música'), room('Cocina')], 'MUSI').map(({ name }) => name)).toEqual(['Música']);
  });
});
