import { describe, expect, it } from '@jest/globals';
import { attemptDelay, readRetryAfter, transportsFor, wasStable } from './reconnecting.js';

const [least, most] = [() => 0, () => 1];
const lost = { kind: 'lost' } as const;

describe('the wait for the next attempt', () => {
  it('is spread from the first one on, with a window that doubles up to half a minute', () => {
    const windows = [0, 1, 2, 3, 4, 5, 6, 50].map((failures) => attemptDelay(lost, failures, most));
    expect(windows).toEqual([2_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    for (const failures of [0, 1, 5]) expect(attemptDelay(lost, failures, least)).toBe(0);
  });

  it('puts no more than a fortieth of ten thousand clients into any twentieth of a second', () => {
    let state = 1;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const counts = new Map<number, number>();
    for (let client = 0; client < 10_000; client += 1) {
      const at = Math.floor(attemptDelay(lost, 0, random) / 50);
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThan(350);
  });

  it('is as long as the server asks for, and then spread; but not for ever', () => {
    expect(attemptDelay({ kind: 'refused', retryAfterMs: 4_000 }, 1, least)).toBe(4_000);
    expect(attemptDelay({ kind: 'refused', retryAfterMs: 4_000 }, 1, most)).toBe(6_000);
    expect(attemptDelay({ kind: 'refused', retryAfterMs: 9e9 }, 1, least)).toBe(60_000);
  });

  it('is short when the network or the window came back, whatever failed before', () => {
    expect(attemptDelay({ kind: 'waking' }, 9, most)).toBeLessThanOrEqual(300);
  });

  it('is never short for who was sent away', () => {
    expect(attemptDelay({ kind: 'sent-away' }, 0, least)).toBe(500);
    expect(attemptDelay({ kind: 'sent-away' }, 0, most)).toBe(5_000);
  });
});

describe('what counts as a failure', () => {
  it('is a connection that did not last, too', () => {
    expect([wasStable(200), wasStable(10_000)]).toEqual([false, true]);
  });
});

describe('what is tried', () => {
  it('is both ways until a WebSocket has worked, then mostly that alone', () => {
    expect([0, 1, 7].map((failures) => transportsFor(false, failures).length)).toEqual([2, 2, 2]);
    expect([0, 1, 2, 3, 4, 7].map((failures) => transportsFor(true, failures).length)).toEqual([1, 1, 1, 2, 1, 2]);
    expect(transportsFor(true, 0)).toEqual(['websocket']);
  });
});

describe('the time that a refusal names', () => {
  const answer = (value: string | null, status = 503) => ({ context: { status, getResponseHeader: () => value } });

  it('is read in seconds, and nothing else is', () => {
    expect(readRetryAfter(answer('7'))).toBe(7_000);
    for (const other of [
      answer(null),
      answer('7', 0),
      answer('7', 200),
      answer('soon'),
      answer('-1'),
      {},
      new Error('websocket error'),
      undefined,
    ])
      expect(readRetryAfter(other)).toBeUndefined();
  });
});
