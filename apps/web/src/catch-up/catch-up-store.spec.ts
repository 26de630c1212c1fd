import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ReadState, Room } from '@tertulia/contract';
import { RequestError } from '../api/request-error.js';
import { type CatchUpGateway, CatchUpStore } from './catch-up-store.js';
import { buildItem, buildRoom } from './fake-rooms.js';

/** A list of rooms and a server in one. */
class FakeServer implements CatchUpGateway {
  list: Room[] = [buildRoom('a', 3, 1), buildRoom('b', 7), buildRoom('c', 0)];
  refusal: RequestError | undefined;
  restored: unknown[] = [];

  load = async () => this.answer(this.list.filter(({ me }) => (me?.unread ?? 0) > 0).map(buildItem));
  rooms = () => this.list;
  markRoom = async (_roomId: string, seq: number) => this.answer({ readSeq: seq, unread: 0, mentions: 0 });
  readAll = async () =>
    this.answer(
      this.list.map(({ id, lastSeq }) => ({
        roomId: id,
        readSeq: lastSeq,
        unread: 0,
        mentions: 0,
        previousReadSeq: 10,
      })),
    );
  restore = async (items: { roomId: string; readSeq: number }[]) => {
    this.restored.push(items);
    return this.answer(items.map((item) => ({ ...item, unread: 5, mentions: 0 })));
  };
  show = (roomId: string, state: ReadState) => {
    this.list = this.list.map((room) =>
      room.id === roomId && room.me ? { ...room, me: { ...room.me, ...state } } : room,
    );
  };

  unread(): (number | undefined)[] {
    return this.list.map(({ me }) => me?.unread);
  }

  room(index: number): Room {
    const room = this.list[index];
    if (!room) throw new Error('There is no such room.');
    return room;
  }

  private async answer<Value>(value: Value): Promise<Value> {
    if (this.refusal) throw this.refusal;
    return value;
  }
}

let server: FakeServer;
let store: CatchUpStore;

beforeEach(() => {
  jest.useFakeTimers();
  server = new FakeServer();
  store = new CatchUpStore(server);
});
afterEach(() => {
  store.close();
  jest.useRealTimers();
});

describe('marking a room', () => {
  it('shows it as read before the answer, and can be undone', async () => {
    const marking = store.markRoom(server.room(0));
    expect(server.unread()).toEqual([0, 7, 0]);
    await marking;
    expect(store.get().undo).toEqual({ kind: 'room', items: [{ roomId: 'a', readSeq: 10 }] });
    await store.undo();
    expect(server.restored).toEqual([[{ roomId: 'a', readSeq: 10 }]]);
    expect(server.unread()).toEqual([5, 7, 0]);
    expect(store.get().undo).toBeUndefined();
  });

  it('puts it back when it is refused, and says why', async () => {
    server.refusal = new RequestError('unreachable', 'No answer.');
    await store.markRoom(server.room(0));
    expect(server.unread()).toEqual([3, 7, 0]);
    expect(store.get()).toMatchObject({ failure: 'unreachable', undo: undefined });
  });
});

describe('marking everything', () => {
  it('shows all as read before the answer; undo is there for ten seconds and names what moved', async () => {
    const marking = store.markAll();
    expect(server.unread()).toEqual([0, 0, 0]);
    await marking;
    expect(store.get().undo).toEqual({
      kind: 'all',
      items: [
        { roomId: 'a', readSeq: 10 },
        { roomId: 'b', readSeq: 10 },
      ],
    });
    jest.advanceTimersByTime(9_999);
    expect(store.get().undo).toBeDefined();
    jest.advanceTimersByTime(1);
    expect(store.get().undo).toBeUndefined();
  });

  it('waits for the server when an instant is given', async () => {
    const marking = store.markAll('2026-05-01T00:00:00.000Z');
    expect(server.unread()).toEqual([3, 7, 0]);
    await marking;
    expect(server.unread()).toEqual([0, 0, 0]);
    expect(store.get().undo?.kind).toBe('older');
  });

  it('puts all back when it is refused', async () => {
    server.refusal = new RequestError('not_found', 'There is no such path.');
    await store.markAll();
    expect(server.unread()).toEqual([3, 7, 0]);
    expect(store.get()).toMatchObject({ failure: 'not_found', isBusy: false });
  });
});

describe('loading', () => {
  it('says why there are no lines, and takes them later', async () => {
    server.refusal = new RequestError('not_found', 'There is no such path.');
    await store.load();
    expect(store.get()).toMatchObject({ items: [], isLoaded: true, loadFailure: 'not_found' });
    server.refusal = undefined;
    await store.load();
    expect(store.get().loadFailure).toBeUndefined();
    expect(store.get().items).toHaveLength(2);
  });
});
