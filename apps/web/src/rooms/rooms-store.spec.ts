import { describe, expect, it } from '@jest/globals';
import { buildRoom as room, standing } from './build-room.js';
import { RoomsStore } from './rooms-store.js';

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

  it('takes the own standing, or that there is none, and keeps the view when nothing changes', () => {
    const store = new RoomsStore();
    store.replaceAll([room('a', { me: standing, lastMessageAt: '2026-01-02T00:00:00.000Z' })]);
    store.noteActivity('a', '2026-01-03T00:00:00.000Z');
    const before = store.get();
    store.noteActivity('a', '2026-01-01T00:00:00.000Z');
    store.noteActivity('unknown', '2026-01-04T00:00:00.000Z');
    expect(store.get()).toBe(before);
    expect(store.find('a')?.lastMessageAt).toBe('2026-01-03T00:00:00.000Z');
    store.setMe('a', undefined);
    expect(store.find('a')?.me).toBeUndefined();
  });

  it('takes how many messages wait for an owner, and for nobody else', () => {
    const store = new RoomsStore();
    store.replaceAll([room('a', { me: { ...standing, role: 'owner', held: 0 } }), room('b', { me: standing })]);
    store.setHeld('a', 2);
    store.setHeld('b', 2);
    store.setReadState('a', { readSeq: 5, unread: 0, mentions: 0 });
    expect(store.find('a')?.me).toMatchObject({ held: 2, readSeq: 5 });
    expect(store.find('b')?.me).not.toHaveProperty('held');
  });
});
