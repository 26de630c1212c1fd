import { describe, expect, it } from '@jest/globals';
import { attemptDelay } from './back-off.js';

const least = () => 0;
const most = () => 1;

describe('coming back', () => {
  it('is spread from the first attempt on, over a window that doubles up to half a minute', () => {
    const windows = [0, 1, 2, 3, 4, 5, 20].map((failures) => attemptDelay({ kind: 'lost' }, failures, most));
    expect(windows).toEqual([2_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(attemptDelay({ kind: 'lost' }, 7, least)).toBe(0);
  });

  it('waits for what the server asked for, and then for a turn of its own', () => {
    expect(attemptDelay({ kind: 'refused', retryAfterMs: 3_000 }, 0, least)).toBe(3_000);
    expect(attemptDelay({ kind: 'refused', retryAfterMs: 3_000 }, 0, most)).toBe(5_000);
    expect(attemptDelay({ kind: 'refused', retryAfterMs: 3_600_000 }, 0, least)).toBe(60_000);
  });

  it('is never at once when the server closed the socket on purpose', () => {
    expect([least, most].map((random) => attemptDelay({ kind: 'sent-away' }, 0, random))).toEqual([500, 5_000]);
  });
});
