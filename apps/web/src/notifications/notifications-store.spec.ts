import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RequestError } from '../api/request-error.js';
import { buildNotification, FakeNotifications } from './fake-notifications.js';
import { MOST_LISTED } from './notification-list.js';
import { NotificationsStore } from './notifications-store.js';

let server: FakeNotifications;
let store: NotificationsStore;

const ids = () => store.get().items.map(({ id }) => Number(id.slice(1)));

async function open(count: number, pageSize = 30): Promise<void> {
  server = new FakeNotifications(pageSize);
  for (let made = 0; made < count; made += 1) server.tell();
  server.pushes = [];
  store = new NotificationsStore(server.gateway());
  await store.load();
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  store.close();
  jest.useRealTimers();
});

describe('the list of notifications', () => {
  it('is read in pages, the newest first, and counts as the server does', async () => {
    await open(70);
    expect(ids()).toEqual(Array.from({ length: 30 }, (_, index) => 70 - index));
    await Promise.all([store.loadMore(), store.loadMore()]);
    expect(ids()).toHaveLength(60);
    await store.loadMore();
    expect(store.get()).toMatchObject({ nextCursor: null, unread: 70 });
    expect(new Set(ids()).size).toBe(70);
  });

  it('shows a new one in front, once, and takes its count from the event', async () => {
    await open(2);
    const event = { notification: buildNotification(3), unread: 41 };
    store.receiveNew(event);
    store.receiveNew(event);
    expect(ids()).toEqual([3, 2, 1]);
    expect(store.get().unread).toBe(41);
    expect(store.latest.get()?.id).toBe('n0003');
  });

  it('takes a change, removes what was withdrawn, and adds nothing that is beyond its last page', async () => {
    await open(3, 2);
    store.receive({ notification: buildNotification(3, { readAt: '2026-05-11T00:00:00.000Z' }), unread: 2 });
    expect(store.get().items[0]?.readAt).not.toBeNull();
    store.receive({ notification: buildNotification(2, { withdrawnAt: '2026-05-11T00:00:00.000Z' }), unread: 1 });
    store.receive({ notification: buildNotification(1), unread: 1 });
    expect(ids()).toEqual([3]);
  });

  it('is bounded', async () => {
    await open(MOST_LISTED + 40);
    while (store.get().nextCursor !== null) await store.loadMore();
    expect(store.get()).toMatchObject({ isCapped: true, unread: MOST_LISTED + 40 });
    store.receiveNew({ notification: server.tell(), unread: server.unread });
    expect([ids().length, ids()[0]]).toEqual([MOST_LISTED, MOST_LISTED + 41]);
  });

  it('is read anew as far as it was, after a reset', async () => {
    await open(65);
    await store.loadMore();
    server.readEverything();
    store.receiveReset(server.unread);
    await jest.advanceTimersByTimeAsync(0);
    expect(ids()).toHaveLength(60);
    expect(store.get().items.every(({ readAt }) => readAt !== null)).toBe(true);
  });

  it('keeps what it has when it cannot be read, says why, and tries again a limited number of times', async () => {
    await open(3);
    server.refusal = new RequestError('unavailable', 'Away.');
    server.requests = 0;
    await store.load();
    expect(ids()).toEqual([3, 2, 1]);
    expect(store.get().failure).toBe('unavailable');
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(jest.getTimerCount()).toBe(0);
    expect(server.requests).toBeLessThanOrEqual(10);
    server.refusal = undefined;
    await store.load();
    expect(store.get().failure).toBeUndefined();
  });

  it('finds out by itself that a word of the server was missed', async () => {
    await open(3);
    server.readOne(0);
    server.pushes = [];
    store.receive({ notification: server.rows[1] ?? buildNotification(2), unread: server.unread });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.get().items.map(({ readAt }) => readAt === null)).toEqual([true, true, false]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('reading', () => {
  it('marks one, and the count is the answer', async () => {
    await open(3);
    await store.markRead(['n0002']);
    expect(store.get().items.map(({ readAt }) => readAt === null)).toEqual([true, false, true]);
    expect(store.get().unread).toBe(2);
  });

  it('marks all, and undoes exactly that', async () => {
    await open(3);
    await store.markRead(['n0002']);
    const readAt = await store.markAll();
    expect(store.get().unread).toBe(0);
    await store.restore(readAt ?? '');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.get().unread).toBe(2);
    expect(store.get().items.map((item) => item.readAt === null)).toEqual([true, false, true]);
  });

  it('leaves everything as it was when it is refused, and says why', async () => {
    await open(2);
    server.refusal = new RequestError('unreachable', 'No answer.');
    expect(await store.markAll()).toBeUndefined();
    expect(store.get()).toMatchObject({ actionFailure: 'unreachable', unread: 2, isBusy: false });
    expect(store.get().items.every(({ readAt }) => readAt === null)).toBe(true);
  });

  it('lists only what is unread while that is asked for', async () => {
    await open(3);
    store.setFilter('unread');
    await jest.advanceTimersByTimeAsync(0);
    await store.markRead(['n0003']);
    expect(ids()).toEqual([2, 1]);
    store.setFilter('all');
    await jest.advanceTimersByTimeAsync(0);
    expect(ids()).toEqual([3, 2, 1]);
  });
});

describe('a message that was shown', () => {
  it('is read, also when it is shown before the list is here, and no other', async () => {
    await open(0);
    const early = server.tell();
    server.tell();
    store = new NotificationsStore(server.gateway());
    await store.markShown(early.message.id);
    expect(server.asked).toEqual([]);
    await store.load();
    await jest.advanceTimersByTimeAsync(0);
    expect(server.asked).toEqual([{ ids: [early.id] }]);
  });

  it('is looked for on later pages, and not for ever', async () => {
    await open(60);
    await store.markShown('m5');
    expect(server.asked).toEqual([{ ids: ['n0005'] }]);
    await store.markShown('of-no-notification');
    expect(server.asked).toHaveLength(1);
  });

  it('asks nothing when one was not told of it, or has read it', async () => {
    await open(2);
    await store.markShown('m2');
    await store.markShown('m2');
    await store.markShown('other');
    expect(server.asked).toEqual([{ ids: ['n0002'] }]);
  });
});
