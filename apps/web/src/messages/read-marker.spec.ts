import { describe, expect, it, jest } from '@jest/globals';
import { ReadMarker } from './read-marker.js';

/** A marker, what it told, and a clock in the hands of the test. */
async function withMarker(
  check: (marker: ReadMarker, told: [string, number][], wait: (ms: number) => Promise<void>) => Promise<void>,
  isLost = () => false,
): Promise<void> {
  jest.useFakeTimers({ now: 10_000 });
  const told: [string, number][] = [];
  const marker = new ReadMarker(async (roomId, seq) => {
    told.push([roomId, seq]);
    if (isLost()) throw new Error('No answer.');
  });
  try {
    await check(marker, told, (ms) => jest.advanceTimersByTimeAsync(ms));
  } finally {
    marker.close();
    jest.useRealTimers();
  }
}

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

  it('tells again what the marker has passed, once for each reason, and never backward', () =>
    withMarker(async (marker, told, wait) => {
      marker.see('a', 9);
      await wait(0);
      for (let time = 0; time < 5; time += 1) {
        marker.seeAgain('a', 3, 'mention-1');
        await wait(1_000);
      }
      expect(told).toEqual([
        ['a', 9],
        ['a', 9],
      ]);
      marker.seeAgain('a', 3, 'mention-2');
      marker.seeAgain('a', 4, 'mention-3');
      await wait(1_000);
      expect(told).toHaveLength(3);
    }));

  it('tells a room again that was forgotten because something in it is unread', () =>
    withMarker(async (marker, told, wait) => {
      marker.see('a', 9);
      await wait(1_000);
      marker.see('a', 9);
      await wait(1_000);
      expect(told).toHaveLength(1);
      marker.forget('a');
      marker.see('a', 9);
      await wait(1_000);
      expect(told).toHaveLength(2);
    }));

  it('takes an answer that was lost for another chance', async () => {
    let isLost = true;
    await withMarker(
      async (marker, told, wait) => {
        marker.seeAgain('a', 3, 'mention-1');
        await wait(1_000);
        isLost = false;
        marker.seeAgain('a', 3, 'mention-1');
        marker.seeAgain('a', 3, 'mention-1');
        await wait(5_000);
        expect(told).toHaveLength(2);
      },
      () => isLost,
    );
  });
});
