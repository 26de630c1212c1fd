import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Draft, ReplyReference, SaveDraft } from '@tertulia/contract';
import { RequestError } from '../api/request-error.js';
import { type DraftServer, DraftsStore } from './drafts-store.js';

const ROOM = 'room-1';
const reply: ReplyReference = {
  id: 'm1',
  seq: 1,
  author: { id: 'rui', handle: 'rui', displayName: 'Rui', isGuest: true, isBot: false },
  excerpt: 'hello',
};

/** The server's side of the contract: a text takes the place of the last one, an empty one only of what was known. */
class FakeDrafts implements DraftServer {
  readonly userId = 'ana';
  readonly kept = new Map<string, Draft>();
  readonly requests: SaveDraft[] = [];
  isOnline = true;
  failure: RequestError | undefined;
  /** Answers wait for this. */
  gate: Promise<void> = Promise.resolve();
  /** So does what was listed. */
  listGate: Promise<void> = Promise.resolve();

  isConnected = () => this.isOnline;
  list = async () => {
    if (this.failure) throw this.failure;
    const drafts = [...this.kept.values()].filter(({ text, replyTo }) => text !== '' || replyTo);
    await this.listGate;
    return drafts;
  };
  save = async (roomId: string, request: SaveDraft) => {
    this.requests.push(request);
    if (this.failure) throw this.failure;
    const answer = this.write(roomId, request.text, request.revision, request.replyToId === reply.id ? reply : null);
    await this.gate;
    return answer;
  };

  /** What every device of the person is told of a room. */
  told(roomId: string): Draft {
    const draft = this.kept.get(roomId);
    if (!draft) throw new Error(`There is no draft of ${roomId}`);
    return draft;
  }

  write(roomId: string, text: string, known = Number.POSITIVE_INFINITY, replyTo: ReplyReference | null = null): Draft {
    const present = this.kept.get(roomId);
    const revision = present?.revision ?? 0;
    if (present && text === '' && known < revision) return present;
    const draft = { roomId, text, replyTo, revision: revision + 1, updatedAt: '2026-01-01T00:00:00.000Z' };
    this.kept.set(roomId, draft);
    return draft;
  }
}

let server: FakeDrafts;
let stores: DraftsStore[];

async function open(): Promise<DraftsStore> {
  const store = new DraftsStore(server);
  stores.push(store);
  await store.connect();
  return store;
}
const wait = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
const textOf = (store: DraftsStore) => store.of(ROOM).get().text;

beforeEach(() => {
  jest.useFakeTimers();
  localStorage.clear();
  server = new FakeDrafts();
  stores = [];
});
afterEach(() => {
  for (const store of stores) store.close();
  jest.useRealTimers();
});

describe('drafts', () => {
  it('are kept 400 ms after the last key, then handed to the server', async () => {
    const store = await open();
    store.write(ROOM, 'half');
    await wait(300);
    store.write(ROOM, 'half a thought');
    await wait(300);
    expect(store.hasDraft(ROOM)).toBe(false);
    await wait(100);
    expect(store.hasDraft(ROOM)).toBe(true);
    expect(server.requests).toEqual([]);
    await wait(1_000);
    expect(server.requests).toEqual([{ text: 'half a thought', replyToId: null, revision: 0 }]);
    expect(store.of(ROOM).get()).toMatchObject({ revision: 1, isDirty: false });
    await wait(60_000);
    expect(server.requests).toHaveLength(1);
  });

  it('are kept at once when the page is left, with what is answered', async () => {
    const store = await open();
    store.write(ROOM, 'half a thought');
    store.answer(ROOM, reply);
    window.dispatchEvent(new Event('pagehide'));
    store.close();
    const later = new DraftsStore(server);
    stores.push(later);
    expect(later.of(ROOM).get()).toMatchObject({ text: 'half a thought', replyTo: { id: 'm1' }, isDirty: true });
    expect(later.hasDraft(ROOM)).toBe(true);
  });

  it('take a bare text of an earlier version', async () => {
    localStorage.setItem(`tertulia.draft.${ROOM}`, '123');
    const store = await open();
    expect(textOf(store)).toBe('123');
    await wait(1_000);
    expect(server.kept.get(ROOM)?.text).toBe('123');
  });

  it('lose nothing to a late answer: a send takes only what it sent', async () => {
    const store = await open();
    store.write(ROOM, 'one');
    await wait(1_400);
    let answer = () => undefined as void;
    server.gate = new Promise((resolve) => (answer = resolve));
    store.takeSent(ROOM, 'one');
    expect(store.hasDraft(ROOM)).toBe(false);
    await wait(1_000);
    expect(server.requests.at(-1)).toEqual({ text: '', replyToId: null, revision: 1 });
    store.write(ROOM, 'two');
    await wait(2_000);
    answer();
    await wait(2_000);
    expect(textOf(store)).toBe('two');
    expect(server.kept.get(ROOM)).toMatchObject({ text: 'two', revision: 3 });
    expect(store.of(ROOM).get().isDirty).toBe(false);
  });

  it('do not bring back what was sent when the word of it comes before the answer', async () => {
    const store = await open();
    let answer = () => undefined as void;
    server.gate = new Promise((resolve) => (answer = resolve));
    store.write(ROOM, 'one');
    await wait(1_400);
    expect(server.requests).toHaveLength(1);
    store.takeSent(ROOM, 'one');
    store.receive(server.told(ROOM));
    expect(textOf(store)).toBe('');
    expect(store.hasDraft(ROOM)).toBe(false);
    answer();
    await wait(2_000);
    expect(textOf(store)).toBe('');
    expect(server.requests.at(-1)).toEqual({ text: '', replyToId: null, revision: 1 });
    expect(server.kept.get(ROOM)?.text).toBe('');
    expect(store.of(ROOM).get().isDirty).toBe(false);
  });

  it('do not bring back what was sent when the answer was lost', async () => {
    const store = await open();
    server.gate = Promise.reject(new RequestError('unavailable', ''));
    server.gate.catch(() => undefined);
    store.write(ROOM, 'one');
    await wait(1_400);
    server.gate = Promise.resolve();
    store.takeSent(ROOM, 'one');
    await wait(1_000);
    expect(server.requests.at(-1)).toEqual({ text: '', replyToId: null, revision: 0 });
    expect(textOf(store)).toBe('');
    await wait(1_000);
    expect(server.kept.get(ROOM)?.text).toBe('');
    expect(store.of(ROOM).get()).toMatchObject({ text: '', isDirty: false });
  });

  it('do not bring back from another tab what was sent in this one', async () => {
    const [first, second] = [await open(), await open()];
    let answer = () => undefined as void;
    server.gate = new Promise((resolve) => (answer = resolve));
    first.write(ROOM, 'one');
    await wait(1_400);
    first.takeSent(ROOM, 'one');
    // The other tab hears of the text first, and keeps it.
    second.receive(server.told(ROOM));
    window.dispatchEvent(new StorageEvent('storage', { key: `tertulia.draft.${ROOM}` }));
    expect(textOf(first)).toBe('');
    answer();
    await wait(2_000);
    expect(textOf(first)).toBe('');
    expect(server.kept.get(ROOM)?.text).toBe('');
  });

  it('do not erase with an emptied one what another device wrote meanwhile', async () => {
    const store = await open();
    store.write(ROOM, 'one');
    await wait(1_400);
    store.takeSent(ROOM, 'one');
    server.write(ROOM, 'from the phone');
    await wait(1_000);
    expect(textOf(store)).toBe('from the phone');
    expect(server.kept.get(ROOM)?.text).toBe('from the phone');
  });

  it('come from another device unless there is own text that it does not know', async () => {
    const store = await open();
    store.receive(server.write(ROOM, 'from the phone'));
    expect(textOf(store)).toBe('from the phone');
    store.write(ROOM, 'mine');
    store.receive(server.write(ROOM, 'from the phone again'));
    expect(textOf(store)).toBe('mine');
    await wait(2_000);
    expect(server.requests.at(-1)).toEqual({ text: 'mine', replyToId: null, revision: 2 });
    expect(server.kept.get(ROOM)?.text).toBe('mine');
    store.receive({ ...server.write(ROOM, 'old'), revision: 1 });
    expect(textOf(store)).toBe('mine');
  });

  it('wait while there is no connection, and are handed over when it is back', async () => {
    const store = await open();
    server.isOnline = false;
    store.write(ROOM, 'in the tunnel');
    await wait(30_000);
    expect(server.requests).toEqual([]);
    server.isOnline = true;
    await store.connect();
    await wait(0);
    expect(server.kept.get(ROOM)?.text).toBe('in the tunnel');
  });

  it('that were emptied elsewhere are empty here', async () => {
    const store = await open();
    store.write(ROOM, 'one');
    await wait(1_400);
    server.write(ROOM, '');
    await store.connect();
    expect(textOf(store)).toBe('');
    expect(store.hasDraft(ROOM)).toBe(false);
  });

  it.each(['another device', 'this one'])(
    'that %s hands over while the list is read stay, without being listed',
    async (who) => {
      const store = await open();
      let answer = () => undefined as void;
      server.listGate = new Promise((resolve) => (answer = resolve));
      const connecting = store.connect();
      if (who === 'this one') {
        store.write(ROOM, 'begun at the desk');
        await wait(1_400);
        expect(store.of(ROOM).get()).toMatchObject({ revision: 1, isDirty: false });
      } else {
        store.receive(server.write(ROOM, 'begun at the desk'));
      }
      answer();
      await connecting;
      expect(textOf(store)).toBe('begun at the desk');
      server.write(ROOM, '');
      await store.connect();
      expect(textOf(store)).toBe('');
    },
  );

  it('stay in the browser when the server keeps none, without another request', async () => {
    server.failure = new RequestError('not_found', '');
    const store = await open();
    server.failure = undefined;
    store.write(ROOM, 'only here');
    await wait(60_000);
    await store.connect();
    expect(server.requests).toEqual([]);
    expect(store.hasDraft(ROOM)).toBe(true);
  });

  it('go on after a failure with the next change', async () => {
    const store = await open();
    server.failure = new RequestError('unavailable', '');
    store.write(ROOM, 'one');
    await wait(5_000);
    server.failure = undefined;
    store.write(ROOM, 'one more');
    await wait(1_400);
    expect(server.kept.get(ROOM)?.text).toBe('one more');
  });

  it('keep two tabs of one browser in step', async () => {
    const [first, second] = [await open(), await open()];
    second.of(ROOM);
    first.write(ROOM, 'written in the first');
    await wait(1_400);
    const key = `tertulia.draft.${ROOM}`;
    const tell = () => window.dispatchEvent(new StorageEvent('storage', { key, newValue: localStorage.getItem(key) }));
    tell();
    expect(textOf(second)).toBe('written in the first');
    first.takeSent(ROOM, 'written in the first');
    tell();
    expect(textOf(second)).toBe('');
    expect(server.requests).toHaveLength(1);
  });

  it('of another person of this browser are new to the server', async () => {
    const store = await open();
    store.write(ROOM, 'one');
    await wait(1_400);
    store.close();
    server = Object.assign(new FakeDrafts(), { userId: 'rui' });
    const later = await open();
    expect(later.of(ROOM).get()).toMatchObject({ text: 'one', revision: 0, isDirty: true });
    await wait(1_000);
    expect(server.kept.get(ROOM)?.text).toBe('one');
  });

  it('go on in memory when the storage is full', async () => {
    const store = await open();
    const full = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    try {
      store.write(ROOM, 'still here');
      await wait(1_400);
      expect(textOf(store)).toBe('still here');
      expect(server.kept.get(ROOM)?.text).toBe('still here');
    } finally {
      full.mockRestore();
    }
  });

  it('are all forgotten on request', async () => {
    const store = await open();
    store.write(ROOM, 'one');
    store.flush();
    store.write('room-2', 'two');
    store.forget();
    await wait(1_000);
    store.close();
    expect(localStorage).toHaveLength(0);
  });
});
