import { describe, expect, it, jest } from '@jest/globals';
import type { Message, SendMessage } from '@tertulia/contract';
import fc from 'fast-check';
import { RequestError } from '../api/request-error.js';
import { FakeServer, noPictures, ROOM } from './fake-room-server.js';
import { keptUnsent, type PendingMessage } from './pending-message.js';
import { SendQueue } from './send-queue.js';

/** What happens to one attempt: stored and answered, stored without an answer, not reached, or refused. */
type Fate = 'stored' | 'answerLost' | 'unreachable' | 'unavailable' | 'slow' | 'refused';

const fates = fc.constantFrom<Fate>('stored', 'answerLost', 'unreachable', 'unavailable', 'slow', 'refused');
type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;
const steps = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'send' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reload' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'secondTab' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('event' as const), pick: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry' as const), pick: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('discard' as const), pick: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'connected' as const }) },
);

/** The browser's tabs over one storage, and a server that answers by a list of fates. */
class World {
  readonly server = new FakeServer();
  readonly written: string[] = [];
  readonly discarded = new Set<string>();
  readonly refused = new Set<string>();
  tabs: SendQueue[] = [];
  private attempt = 0;

  constructor(private readonly plan: readonly Fate[]) {
    this.openTab();
  }

  get first(): SendQueue {
    const [tab] = this.tabs;
    if (!tab) throw new Error('There is no tab.');
    return tab;
  }

  openTab(): void {
    const tab = new SendQueue(
      ROOM,
      {
        userId: 'ana',
        pictures: noPictures,
        send: (_room, message) => this.send(message),
        isConnected: () => true,
        now: () => Date.now(),
        random: () => 0.5,
      },
      keptUnsent,
      () => undefined,
      (message) => this.tabs.forEach((one) => one.confirm([message])),
    );
    this.tabs.push(tab);
    tab.wake();
  }

  write(): void {
    const text = `text ${this.written.length}`;
    this.written.push(text);
    this.first.add(text, null);
  }

  pendingOf(tab: SendQueue): readonly PendingMessage[] {
    return tab.pending.filter(({ state }) => state !== 'stored');
  }

  private async send(message: SendMessage): Promise<Message> {
    const fate = this.plan[this.attempt] ?? 'stored';
    this.attempt += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (fate === 'unreachable' || fate === 'unavailable') throw new RequestError(fate, '');
    if (fate === 'slow') throw new RequestError('slow_mode', '', 5_000);
    if (fate === 'refused') {
      // What was stored is never refused afterwards: its id is known.
      const isKnown = this.server.messages.some(({ clientMessageId }) => clientMessageId === message.clientMessageId);
      if (!isKnown) {
        this.refused.add(message.text ?? '');
        throw new RequestError('forbidden', '');
      }
    }
    const stored = this.server.write('ana', message);
    if (fate === 'answerLost') throw new RequestError('unreachable', '');
    return stored;
  }
}

async function play(world: World, step: Step): Promise<void> {
  const { first } = world;
  if (step.kind === 'send') world.write();
  else if (step.kind === 'pass') await jest.advanceTimersByTimeAsync(step.seconds * 1_000);
  else if (step.kind === 'reload') {
    for (const tab of world.tabs) tab.close();
    world.tabs = [];
    world.openTab();
  } else if (step.kind === 'secondTab') world.openTab();
  else if (step.kind === 'connected') first.wakeNow();
  else if (step.kind === 'event') {
    const message = world.server.messages[step.pick % Math.max(1, world.server.messages.length)];
    if (message) for (const tab of world.tabs) tab.confirm([message]);
  } else {
    const failed = first.pending.filter(({ state }) => state === 'failed');
    const item = failed[step.pick % Math.max(1, failed.length)];
    if (!item) return;
    if (step.kind === 'retry') return first.retry(item.clientMessageId);
    world.discarded.add(item.text);
    for (const tab of world.tabs) tab.discard(item.clientMessageId);
  }
}

describe('any order of answers, failures, reloads, tabs, retries and deletions', () => {
  it('stores each text once or shows it as unsent, and keeps the order of what was not refused', async () => {
    jest.useFakeTimers();
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fates, { maxLength: 40 }), fc.array(steps, { maxLength: 40 }), async (plan, list) => {
          localStorage.clear();
          const world = new World(plan);
          for (const step of list) await play(world, step);
          await jest.advanceTimersByTimeAsync(120_000);
          const stored = world.server.messages.map(({ text }) => text);
          const shown = world.tabs.flatMap((tab) => world.pendingOf(tab)).map(({ text }) => text);
          expect(new Set(stored).size).toBe(stored.length);
          for (const text of world.written) {
            const isThere = stored.includes(text) || shown.includes(text) || world.discarded.has(text);
            expect([text, isThere]).toEqual([text, true]);
          }
          const inOrder = stored.filter((text) => !world.refused.has(text));
          expect(inOrder).toEqual([...inOrder].sort((a, b) => world.written.indexOf(a) - world.written.indexOf(b)));
          for (const tab of world.tabs) tab.close();
        }),
        { numRuns: 300 },
      );
    } finally {
      jest.useRealTimers();
    }
  });

  it('keeps what it has when the storage is full, and forgets what another tab finished', async () => {
    jest.useFakeTimers();
    const full = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    try {
      localStorage.clear();
      const world = new World(['unavailable', 'unavailable', 'unavailable', 'unavailable']);
      world.write();
      await jest.advanceTimersByTimeAsync(60_000);
      const [item] = world.first.pending;
      expect(item).toMatchObject({ text: 'text 0', state: 'failed' });
      const key = `tertulia.unsent.${ROOM}.${item?.clientMessageId}`;
      window.dispatchEvent(new StorageEvent('storage', { key, newValue: null }));
      expect(world.first.pending).toEqual([]);
      world.first.close();
    } finally {
      full.mockRestore();
      jest.useRealTimers();
    }
  });

  it('waits as long as the server asks, whatever the connection does, and says until when', async () => {
    jest.useFakeTimers();
    try {
      localStorage.clear();
      const world = new World(['slow']);
      world.write();
      await jest.advanceTimersByTimeAsync(100);
      const until = world.first.pending[0]?.waitingUntil ?? 0;
      expect(until - Date.now()).toBeGreaterThan(4_000);
      world.first.wakeNow();
      await jest.advanceTimersByTimeAsync(1_000);
      expect(world.server.messages).toEqual([]);
      await jest.advanceTimersByTimeAsync(6_000);
      expect(world.server.messages).toHaveLength(1);
      expect(world.first.pending[0]?.waitingUntil).toBeUndefined();
      world.first.close();
    } finally {
      jest.useRealTimers();
    }
  });
});
