import { describe, expect, it } from '@jest/globals';
import { ReadingWatch } from './reading-watch.js';

describe('having seen a message', () => {
  it('takes 700 ms before the eyes, without a pause', () => {
    const watch = new ReadingWatch();
    watch.see({ from: 1, to: 3 }, 0);
    expect(watch.readSeq(699)).toBeUndefined();
    expect(watch.nextIn(300)).toBe(400);
    watch.see({ from: 2, to: 5 }, 500);
    expect(watch.readSeq(700)).toBe(3);
    expect([1, 2, 3, 4].filter((seq) => watch.hasSeen(seq, 700))).toEqual([2, 3]);
    expect(watch.readSeq(1_200)).toBe(5);
    watch.see(undefined, 1_300);
    watch.see({ from: 5, to: 6 }, 1_400);
    expect(watch.readSeq(2_000)).toBeUndefined();
    expect(watch.readSeq(2_100)).toBe(6);
    expect(watch.nextIn(2_100)).toBeUndefined();
  });
});
