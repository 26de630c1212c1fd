import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextArrival } from '../cache/token-bucket.js';
import { isFresh, quotaRules, quotaSettings, retryDelayMs } from './mail-quota.js';

const settings = { perDay: 200, perSecond: 1, burst: 4, leaseMs: 30_000 };
const reported = { perDay: 200, perSecond: 1, sentLastDay: 0, isSandbox: false, reportedAt: new Date() };

describe('the quota', () => {
  it('is the lower of what is set and what the provider allows', () => {
    expect(quotaRules(settings, { ...reported, perDay: 50, perSecond: 14 })).toMatchObject({ perDay: 50, inFlight: 1 });
    expect(quotaRules(settings, { ...reported, perDay: 50_000 }).perDay).toBe(200);
    expect(quotaRules(settings, { ...reported, perDay: -1, perSecond: -1 })).toEqual(quotaRules(settings, null));
    expect(quotaRules(settings, { ...reported, perSecond: 0 }).perDay).toBe(0);
  });

  it('leaves a quarter for codes, and warns at 80 %', () => {
    expect(quotaRules(settings, null)).toMatchObject({ perDayAskedFor: 50, tightFrom: 160 });
  });

  it('keeps a lease longer than the request that it is for', () => {
    const env = { MAIL_PER_DAY: 200, MAIL_PER_SECOND: 1, MAIL_BURST: 4, MAIL_LEASE_MS: 1_000, MAIL_TIMEOUT_MS: 10_000 };
    expect(quotaSettings(env).leaseMs).toBe(15_000);
    expect(isFresh(3_000, 15_000)).toBe(true);
    expect(isFresh(4_000, 15_000)).toBe(false);
  });

  it('lets no window of w seconds have more than w times the rate and the burst, however late requests are accepted', () => {
    const run = fc.record({
      perSecond: fc.constantFrom(0.5, 1, 3, 14),
      burst: fc.integer({ min: 2, max: 20 }),
      steps: fc.array(fc.record({ wait: fc.nat(900), lasts: fc.nat(30_000) }), { minLength: 1, maxLength: 150 }),
    });
    fc.assert(
      fc.property(run, ({ perSecond, burst, steps }) => {
        const { bucket, inFlight } = quotaRules({ ...settings, perSecond, burst }, null);
        const accepted = simulate(steps, bucket, inFlight).toSorted((one, other) => one - other);
        for (let first = 0; first < accepted.length; first += 1) {
          for (let last = first; last < accepted.length; last += 1) {
            const seconds = ((accepted[last] ?? 0) - (accepted[first] ?? 0)) / 1_000;
            expect(last - first + 1).toBeLessThanOrEqual(seconds * perSecond + burst + 1e-6);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Claims as the queue makes them; each request is accepted at the very end of its time. */
function simulate(
  steps: { wait: number; lasts: number }[],
  bucket: { capacity: number; refillPerSecond: number },
  inFlight: number,
): number[] {
  const accepted: number[] = [];
  let now = 0;
  let full = 0;
  for (const { wait, lasts } of steps) {
    now += wait;
    if (accepted.filter((end) => end >= now).length >= inFlight) continue;
    const step = nextArrival(full, now, bucket);
    if (!step.allowed) continue;
    full = step.arrival;
    accepted.push(now + lasts);
  }
  return accepted;
}

describe('another try', () => {
  it('comes later each time, but at least within about an hour', () => {
    expect(retryDelayMs(1, undefined, 0)).toBe(60_000);
    expect(retryDelayMs(3, undefined, 1)).toBe(60_000 * 4 * 1.3);
    expect(retryDelayMs(30, undefined, 0)).toBe(3_600_000);
  });

  it('comes when the provider said, and not before', () => {
    expect(retryDelayMs(1, 1_000, 0)).toBe(1_000);
    expect(retryDelayMs(1, 7_200_000, 0)).toBe(7_200_000);
  });
});
