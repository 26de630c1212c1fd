import { describe, expect, it, jest } from '@jest/globals';
import { RequestError } from '../api/request-error.js';
import { buildGateway, FakeServer, memoryStore, ROOM, settle } from './fake-room-server.js';
import { RoomStore } from './room-store.js';

const texts = (store: RoomStore) => store.getSnapshot().messages.map((message) => message.text);

describe('reading a room', () => {
  it('shows nothing later before what is missing', async () => {
    const server = new FakeServer();
    let release: (() => void) | undefined;
    const store = new RoomStore(
      ROOM,
      buildGateway(server, {
        changes: (_room, after) =>
          new Promise((resolve) => {
            release = () => resolve(server.changes(after));
          }),
      }),
      memoryStore(),
    );
    await store.enter();
    for (let count = 0; count < 3; count += 1) server.write();
    const [first, , third] = server.pushes;
    if (!first || !third) throw new Error('no pushes');
    store.receive(1, first.message);
    store.receive(3, third.message);
    expect(texts(store)).toEqual(['text 1']);
    release?.();
    await settle();
    expect(texts(store)).toEqual(['text 1', 'text 2', 'text 3']);
  });

  it('takes a message that was edited before this browser heard of it, in a room that was empty', async () => {
    const server = new FakeServer();
    const store = new RoomStore(ROOM, buildGateway(server), memoryStore());
    await store.enter();
    server.write();
    server.write();
    server.edit(0);
    store.receivePosition(server.version);
    await settle();
    expect(store.getSnapshot().messages).toEqual(server.messages);
  });

  it('shows no hole between two pages of changes', async () => {
    const server = new FakeServer();
    const store = new RoomStore(ROOM, buildGateway(server), memoryStore());
    await store.enter();
    for (let count = 0; count < 4; count += 1) server.write();
    server.edit(0);
    const shown: number[][] = [];
    store.subscribe(() => shown.push(store.getSnapshot().messages.map(({ seq }) => seq)));
    store.receivePosition(server.version);
    await settle();
    expect(shown.every((seqs) => seqs.every((seq, index) => seq === index + 1))).toBe(true);
    expect(store.getSnapshot().messages).toEqual(server.messages);
  });

  it('finds a lost last event by the position', async () => {
    const server = new FakeServer();
    const store = new RoomStore(ROOM, buildGateway(server), memoryStore());
    await store.enter();
    server.write();
    store.receivePosition(1);
    await settle();
    expect(texts(store)).toEqual(['text 1']);
  });

  it('reloads when the gap is too large', async () => {
    const server = new FakeServer(5);
    for (let count = 0; count < 60; count += 1) server.write();
    const store = new RoomStore(ROOM, buildGateway(server), memoryStore());
    await store.enter();
    store.pause();
    for (let count = 0; count < 20; count += 1) server.write();
    await store.enter();
    expect(store.getSnapshot().messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 31),
    );
    expect(store.getSnapshot().hasBefore).toBe(true);
  });

  it('keeps an edit that came while the older page it concerns was on its way', async () => {
    const server = new FakeServer();
    for (let count = 0; count < 60; count += 1) server.write();
    let release: (() => void) | undefined;
    const store = new RoomStore(
      ROOM,
      buildGateway(server, {
        page: (_room, limit, cursor) => {
          const page = server.page(limit, cursor);
          return new Promise((resolve) => {
            release = () => resolve(page);
          });
        },
      }),
      memoryStore(),
    );
    await store.enter();
    const loading = store.loadOlder();
    server.edit(2);
    const edit = server.pushes.at(-1);
    if (edit) store.receive(edit.version, edit.message);
    release?.();
    await loading;
    expect(store.getSnapshot().messages).toEqual(server.messages);
  });
});

describe('sending', () => {
  it("shows a message at once and replaces it by the server's", async () => {
    const server = new FakeServer();
    const kept = memoryStore();
    const store = new RoomStore(ROOM, buildGateway(server), kept);
    await store.enter();
    store.send('hello', null);
    expect(store.getSnapshot().pending.map(({ text, state }) => [text, state])).toEqual([['hello', 'pending']]);
    expect(kept.kept.size).toBe(1);
    await settle();
    expect(store.getSnapshot().pending).toEqual([]);
    expect(texts(store)).toEqual(['hello']);
    expect(kept.kept.size).toBe(0);
  });

  it('waits without a connection and goes on when it is back, in order and once each', async () => {
    const server = new FakeServer();
    let isConnected = false;
    const store = new RoomStore(
      ROOM,
      buildGateway(server, {
        isConnected: () => isConnected,
        send: async (_room, message) => {
          if (!isConnected) throw new RequestError('unreachable', 'away');
          return server.write('ana', message);
        },
      }),
      memoryStore(),
    );
    store.send('one', null);
    store.send('two', null);
    await settle();
    expect(store.getSnapshot().pending.map(({ state }) => state)).toEqual(['pending', 'pending']);
    isConnected = true;
    await store.enter();
    await settle();
    expect(texts(store)).toEqual(['one', 'two']);
    expect(store.getSnapshot().pending).toEqual([]);
    store.close();
  });

  it('goes on after a reload with the same id', async () => {
    const server = new FakeServer();
    const kept = memoryStore();
    const before = new RoomStore(
      ROOM,
      buildGateway(server, {
        isConnected: () => false,
        send: async (_room, message) => {
          // Stored, but the answer is lost.
          server.write('ana', message);
          throw new RequestError('unreachable', 'cut');
        },
      }),
      kept,
    );
    before.send('hello', null);
    await settle();
    before.close();
    const after = new RoomStore(ROOM, buildGateway(server), kept);
    await after.enter();
    await settle();
    expect(texts(after)).toEqual(['hello']);
    expect(after.getSnapshot().pending).toEqual([]);
    expect(kept.kept.size).toBe(0);
  });

  it('fails at once on a refusal, tells why, and lets the next one pass', async () => {
    const server = new FakeServer();
    const store = new RoomStore(
      ROOM,
      buildGateway(server, {
        send: async (_room, message) => {
          if (message.text === 'bad') throw new RequestError('forbidden', 'no');
          return server.write('ana', message);
        },
      }),
      memoryStore(),
    );
    await store.enter();
    store.send('bad', null);
    store.send('good', null);
    await settle();
    expect(texts(store)).toEqual(['good']);
    expect(store.getSnapshot().pending.map(({ text, state, reason }) => [text, state, reason])).toEqual([
      ['bad', 'failed', 'forbidden'],
    ]);
  });

  it('tries four times, then fails and holds those behind; retrying keeps the id', async () => {
    jest.useFakeTimers();
    try {
      const server = new FakeServer();
      const ids: string[] = [];
      let isDown = true;
      const store = new RoomStore(
        ROOM,
        buildGateway(server, {
          send: async (_room, message) => {
            ids.push(message.clientMessageId);
            if (isDown) throw new RequestError('unavailable', 'down', 100);
            return server.write('ana', message);
          },
        }),
        memoryStore(),
      );
      await store.enter();
      store.send('one', null);
      store.send('two', null);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(ids).toHaveLength(4);
      expect(store.getSnapshot().pending.map(({ state }) => state)).toEqual(['failed', 'pending']);
      isDown = false;
      store.retry(ids[0] ?? '');
      await jest.advanceTimersByTimeAsync(1_000);
      expect(new Set(ids.slice(0, 5)).size).toBe(1);
      expect(texts(store)).toEqual(['one', 'two']);
    } finally {
      jest.useRealTimers();
    }
  });
});
