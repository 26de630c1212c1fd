import { describe, expect, it, jest } from '@jest/globals';
import { ReadMarker } from './read-marker.js';

describe('marking as read', () => {
  it('tells at most once in 500 ms, the furthest only, and never backward', async () => {
    jest.useFakeTimers({ now: 10_000 });
    try {
      const told: [string, number][] = [];
      const marker = new ReadMarker(async (roomId, seq) => void told.push([roomId, seq]));
      marker.see('a', 1);
      await jest.advanceTimersByTimeAsync(0);
      for (const seq of [2, 5, 3]) marker.see('a', seq);
      await jest.advanceTimersByTimeAsync(499);
      expect(told).toEqual([['a', 1]]);
      await jest.advanceTimersByTimeAsync(1);
      expect(told).toEqual([
        ['a', 1],
        ['a', 5],
      ]);
      marker.see('a', 4);
      await jest.advanceTimersByTimeAsync(5_000);
      expect(told).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });
});
