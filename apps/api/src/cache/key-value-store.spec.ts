import { describe, expect, it } from '@jest/globals';
import { MemoryKeyValueStore } from './memory-key-value-store.js';
import type { KeyValueStore } from './key-value-store.js';
import { ResilientKeyValueStore } from './resilient-key-value-store.js';
import { nextArrival } from './token-bucket.js';

describe('a token bucket', () => {
  it('gives a burst, then refills at its rate', () => {
    const bucket = { capacity: 5, refillPerSecond: 1 };
    let stored = 0;
    const take = (now: number) => {
      const step = nextArrival(stored, now, bucket);
      stored = step.arrival;
      return step;
    };
    expect(Array.from({ length: 7 }, () => take(10_000).allowed)).toEqual([true, true, true, true, true, false, false]);
    expect(take(10_400)).toMatchObject({ allowed: false, retryAfterMs: 600 });
    expect(take(11_000).allowed).toBe(true);
    expect(take(11_000).allowed).toBe(false);
    expect(Array.from({ length: 6 }, () => take(60_000).allowed)).toEqual([true, true, true, true, true, false]);
  });
});

describe('the memory driver', () => {
  it('forgets at the expiry, which a hash renews when it is read', async () => {
    let now = 0;
    const store = new MemoryKeyValueStore(() => now);
    await store.setText('t', 'x', 100);
    await store.setHash('h', { a: '1' }, 100);
    now = 90;
    expect(await store.getText('t')).toBe('x');
    expect(await store.getHash('h', 100)).toEqual({ a: '1' });
    now = 150;
    expect(await store.getText('t')).toBeNull();
    expect(await store.getHash('h', 100)).toEqual({ a: '1' });
  });

  it('is bounded', async () => {
    const store = new MemoryKeyValueStore();
    for (let index = 0; index < 50_010; index += 1) await store.setText(`k${index}`, 'x', 60_000);
    expect(await store.getText('k0')).toBeNull();
    expect(await store.getText('k50009')).toBe('x');
  });
});

describe('a store that fails', () => {
  class Failing extends MemoryKeyValueStore {
    isDown = false;
    calls = 0;

    override async getText(key: string): Promise<string | null> {
      this.calls += 1;
      if (this.isDown) throw new Error('down');
      return super.getText(key);
    }

    override async remove(keys: string[]): Promise<void> {
      if (this.isDown) throw new Error('down');
      await super.remove(keys);
    }
  }

  it('looks like a miss, is left alone for a while, and owes the removals it missed', async () => {
    const inner = new Failing();
    const changes: boolean[] = [];
    const store: KeyValueStore = new ResilientKeyValueStore(inner, {
      away: (isAway) => changes.push(isAway),
      refusing: () => undefined,
    });
    await store.setText('session', 'alive', 60_000);
    inner.isDown = true;
    for (let index = 0; index < 20; index += 1) expect(await store.getText('session')).toBeNull();
    expect(inner.calls).toBeLessThan(10);
    await store.remove(['session']);
    inner.isDown = false;
    for (let wait = 0; changes.at(-1) !== false && wait < 400; wait += 1) {
      expect(await store.getText('session')).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(changes).toEqual([true, false]);
    expect(await inner.getText('session')).toBeNull();
  });
});
