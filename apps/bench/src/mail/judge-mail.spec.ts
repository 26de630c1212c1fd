import { describe, expect, it } from '@jest/globals';
import { type AcceptedMail, excess, judgeMail, mostWithin, type ToldRow } from './judge-mail.js';

const rules = { perDay: 3, perSecond: 1, burst: 4 };
const mail = (mailId: string, at = 0): AcceptedMail => ({ mailId, at });
const told = (mailId: string | null, outcome: ToldRow['outcome'] = 'mailed'): ToldRow => ({
  mailId,
  outcome,
  reason: null,
});

describe('judging mail', () => {
  it('finds nothing where each mail was taken once and told of', () => {
    expect(judgeMail([mail('a'), mail('b', 1_000)], [told('a'), told('b'), told('b')], rules)).toEqual({
      accepted: 2,
      twice: 0,
      lost: 0,
      untold: 0,
      waiting: 0,
      mostPerDay: 2,
      burstExcess: -3,
    });
  });

  it('finds a mail that was taken twice, one that never was, one that nobody was told of and one that waits', () => {
    const verdict = judgeMail(
      [mail('a'), mail('a'), mail('c')],
      [told('a'), told('b'), told(null), told(null, 'waiting')],
      rules,
    );
    expect(verdict).toMatchObject({ twice: 1, lost: 2, untold: 1, waiting: 1 });
  });

  it('counts the fullest day, whenever it begins', () => {
    const hour = 3_600_000;
    expect(mostWithin([0, 23 * hour, 24 * hour, 30 * hour, 46 * hour], 24 * hour)).toBe(4);
    expect(mostWithin([], 24 * hour)).toBe(0);
  });

  it('finds the one window with too many in it, wherever it is', () => {
    const spread = Array.from({ length: 100 }, (_, index) => index * 1_000);
    expect(excess(spread, rules)).toBeLessThanOrEqual(0);
    const burst = [50_100, 50_200, 50_300, 50_400];
    expect(
      excess(
        [...spread, ...burst].sort((a, b) => a - b),
        rules,
      ),
    ).toBeGreaterThan(0);
  });

  it('agrees with looking at every window', () => {
    const times = Array.from({ length: 60 }, (_, index) => Math.floor(((index * 7_919) % 61) * 500)).sort(
      (a, b) => a - b,
    );
    let most = Number.NEGATIVE_INFINITY;
    for (let start = 0; start < times.length; start += 1)
      for (let end = start; end < times.length; end += 1)
        most = Math.max(most, end - start + 1 - ((times[end] ?? 0) - (times[start] ?? 0)) / 1_000 - rules.burst);
    expect(excess(times, rules)).toBeCloseTo(most, 9);
  });
});
