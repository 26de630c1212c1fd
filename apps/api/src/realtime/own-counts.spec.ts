import { describe, expect, it } from '@jest/globals';
import { OwnCounts } from './own-counts.js';

describe('telling counts', () => {
  it('reads again what was overtaken, for those alone, and tells nothing old', async () => {
    const counts = new OwnCounts();
    const asked: string[][] = [];
    const told: string[] = [];
    await counts.tell(
      ['ana', 'rui'],
      async (userIds) => {
        asked.push(userIds);
        // Another count reaches Rui while the first one is being read.
        if (asked.length === 1) counts.told('rui');
        return asked.length;
      },
      (state, ready) => {
        for (const userId of ready) told.push(`${userId} ${state}`);
      },
    );
    expect(asked).toEqual([['ana', 'rui'], ['rui']]);
    expect(told).toEqual(['ana 1', 'rui 2']);
  });

  it('ends although somebody is told without a pause', async () => {
    const counts = new OwnCounts();
    let reads = 0;
    const told: number[] = [];
    await counts.tell(
      ['rui'],
      async () => {
        counts.told('rui');
        return (reads += 1);
      },
      (state, ready) => {
        if (ready.has('rui')) told.push(state);
      },
    );
    expect(told).toEqual([reads]);
    expect(reads).toBeLessThan(10);
  });

  it('keeps nothing of a read that failed', async () => {
    const counts = new OwnCounts();
    const fail = () => Promise.reject(new Error('away'));
    await expect(counts.tell(['rui'], fail, () => undefined)).rejects.toThrow('away');
    const told: string[] = [];
    await counts.tell(
      ['rui'],
      async () => 'fresh',
      (state) => told.push(state),
    );
    expect(told).toEqual(['fresh']);
  });
});
