import { describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
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

  it('keeps what was told while the list was on its way, which may be newer than it', async () => {
    const store = new RoomsStore();
    store.replaceAll([room('a', { me: standing }), room('c')]);
    let answer: (rooms: Room[]) => void = () => undefined;
    const loading = store.load(() => new Promise((resolve) => (answer = resolve)));
    store.setReadState('a', { readSeq: 5, unread: 2, mentions: 1 });
    store.put(room('b', { topic: 'made meanwhile' }));
    store.remove('c');
    answer([room('a', { me: standing }), room('c'), room('d')]);
    await loading;
    expect(store.get().rooms.map(({ id }) => id)).toEqual(['a', 'b', 'd']);
    expect(store.find('a')?.me).toMatchObject({ readSeq: 5, unread: 2, mentions: 1 });
    store.setReadState('a', { readSeq: 6, unread: 0, mentions: 0 });
    await store.load(async () => [room('a', { me: standing })]);
    expect(store.get().rooms).toEqual([room('a', { me: standing })]);
  });

  it('keeps the later of two changes, in whatever order answers, events and lists say them', async () => {
    const store = new RoomsStore();
    store.replaceAll([room('a', { me: standing, revision: 1 })]);
    store.put(room('a', { topic: 'third', revision: 3 }));
    store.put(room('a', { topic: 'second', revision: 2, me: { ...standing, isFavourite: true } }));
    expect(store.find('a')).toMatchObject({ topic: 'third', revision: 3, me: { isFavourite: true } });
    await store.load(async () => [room('a', { topic: 'first', revision: 1, me: standing })]);
    expect(store.find('a')).toMatchObject({ topic: 'third', me: standing });
    await store.load(async () => [room('a', { topic: 'first', revision: 1 })]);
    expect(store.find('a')?.me).toBeUndefined();
    store.put(room('a', { topic: 'third', revision: 3, memberCount: 9 }));
    expect(store.find('a')?.memberCount).toBe(9);
    store.remove('a');
    store.put(room('a', { topic: 'first', revision: 1 }));
    expect(store.find('a')?.topic).toBe('first');
  });

  it('takes the last of several lists, in whatever order they come, and none that failed', async () => {
    const store = new RoomsStore();
    const answers: ((rooms: Room[]) => void)[] = [];
    const read = () => new Promise<Room[]>((resolve) => answers.push(resolve));
    const loads = [store.load(read), store.load(read)];
    answers[1]?.([room('new')]);
    answers[0]?.([room('old')]);
    await Promise.all(loads);
    await expect(store.load(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(store.get()).toEqual({ rooms: [room('new')], isLoaded: true });
  });

  it('reads a room once more when something was told of it meanwhile, and not for ever', async () => {
    const store = new RoomsStore();
    store.replaceAll([room('a', { topic: 'first' })]);
    let reads = 0;
    await store.refresh('a', async () => {
      reads += 1;
      if (reads === 1) store.put(room('a', { topic: 'told' }));
      return room('a', { topic: `read ${reads}`, me: standing });
    });
    expect([reads, store.find('a')?.topic]).toEqual([2, 'read 2']);
    await store.refresh('a', async () => {
      reads += 1;
      store.put(room('a', { topic: `told ${reads}` }));
      return room('a', { topic: 'read' });
    });
    expect(reads).toBe(5);
  });
});
