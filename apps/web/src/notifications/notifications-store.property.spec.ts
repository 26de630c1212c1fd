import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { FakeNotifications } from './fake-notifications.js';
import { isConsistent } from './notification-list.js';
import { NotificationsStore } from './notifications-store.js';

const pick = fc.nat(60);
const stepArbitrary = fc.oneof(
  fc.record({ kind: fc.constant('tell' as const), count: fc.integer({ min: 1, max: 15 }) }),
  fc.record({ kind: fc.constant('withdraw' as const), pick }),
  fc.record({ kind: fc.constant('readElsewhere' as const), pick }),
  fc.record({ kind: fc.constant('readAllElsewhere' as const), isUndone: fc.boolean() }),
  fc.record({ kind: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ kind: fc.constant('reconnect' as const) }),
  fc.record({ kind: fc.constant('more' as const) }),
  fc.record({ kind: fc.constant('filter' as const), filter: fc.constantFrom('all' as const, 'unread' as const) }),
  fc.record({ kind: fc.constant('markOne' as const), pick }),
  fc.record({ kind: fc.constant('markAll' as const), isUndone: fc.boolean() }),
  fc.record({ kind: fc.constant('shown' as const), pick }),
  fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.nat(2_000) }),
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** A browser and a server; when the answers and the events arrive is in the hands of the test. */
class World {
  readonly server: FakeNotifications;
  readonly store: NotificationsStore;

  constructor(before: number, delays: readonly number[]) {
    this.server = new FakeNotifications(7);
    for (let count = 0; count < before; count += 1) this.server.tell();
    this.server.pushes = [];
    let asked = 0;
    const onTheWay = <Answer>(answer: Answer) =>
      new Promise<Answer>((resolve) => {
        asked += 1;
        setTimeout(() => resolve(answer), delays[asked % delays.length]);
      });
    this.store = new NotificationsStore(this.server.gateway(onTheWay));
    void this.store.load();
  }

  async take(step: Step): Promise<void> {
    const { server, store } = this;
    if (step.kind === 'tell') for (let count = 0; count < step.count; count += 1) server.tell();
    else if (step.kind === 'withdraw') server.withdraw(step.pick);
    else if (step.kind === 'readElsewhere') server.readOne(step.pick);
    else if (step.kind === 'readAllElsewhere') {
      const readAt = server.readEverything();
      if (step.isUndone) server.restoreEverything(readAt);
    } else if (step.kind === 'deliver') this.deliver(step.count);
    else if (step.kind === 'reconnect') {
      server.pushes = [];
      void store.load();
    } else if (step.kind === 'more') void store.loadMore();
    else if (step.kind === 'filter') store.setFilter(step.filter);
    else if (step.kind === 'markOne')
      void store.markRead(
        store
          .get()
          .items.slice(step.pick, step.pick + 1)
          .map(({ id }) => id),
      );
    else if (step.kind === 'markAll') void this.markAll(step.isUndone);
    else if (step.kind === 'shown') void store.markShown(`m${step.pick}`);
    else await jest.advanceTimersByTimeAsync(step.milliseconds);
    await jest.advanceTimersByTimeAsync(0);
  }

  async end(): Promise<void> {
    while (this.server.pushes.length > 0) {
      this.deliver(this.server.pushes.length);
      await jest.advanceTimersByTimeAsync(200_000);
    }
  }

  private async markAll(isUndone: boolean): Promise<void> {
    const readAt = await this.store.markAll();
    if (isUndone && readAt !== undefined) await this.store.restore(readAt);
  }

  private deliver(count: number): void {
    for (const event of this.server.pushes.splice(0, count)) {
      if (typeof event === 'number') this.store.receiveReset(event);
      else this.store.receive(event);
    }
  }
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('whatever comes in whatever order', () => {
  it('ends with the list of the server, its count, and nothing twice', async () => {
    const delays = fc.array(fc.nat(3_000), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.nat(30), delays, fc.array(stepArbitrary, { maxLength: 40 }), async (before, times, steps) => {
        const world = new World(before, times);
        for (const step of steps) await world.take(step);
        await world.end();
        await jest.advanceTimersByTimeAsync(200_000);
        const { server, store } = world;
        // All that was left behind the cursor may have been withdrawn meanwhile, which only the next page can say.
        if (store.get().items.length === server.list(store.get().filter === 'unread').length) {
          void store.loadMore();
          await jest.advanceTimersByTimeAsync(200_000);
        }
        const view = store.get();
        const expected = server.list(view.filter === 'unread');
        expect(view.items).toEqual(expected.slice(0, view.items.length));
        expect([view.unread, view.nextCursor === null]).toEqual([server.unread, view.items.length === expected.length]);
        expect(isConsistent(view)).toBe(true);
        expect(jest.getTimerCount()).toBe(0);
        store.close();
      }),
      { numRuns: 400, examples: [[8, [0], [{ kind: 'withdraw', pick: 0 }]]] },
    );
  });
});
