import { describe, expect, it } from '@jest/globals';
import { judge, ratios } from './goals.js';
import type { RunRecord } from './records.js';

function run(
  round: number,
  target: RunRecord['target'],
  deliveriesPerSecond: number,
  more: Partial<RunRecord> = {},
): RunRecord {
  return { scenario: 'S100', round, target, values: { deliveriesPerSecond, lost: 0 }, ...more };
}

describe('holding a run against the goals', () => {
  it('forms ratios within a round and leaves rounds out in which one side failed', () => {
    const records = [
      run(1, 'product', 200),
      run(1, 'socket.io', 100),
      run(2, 'product', 600),
      run(2, 'socket.io', 0, { error: 'did not start', values: {} }),
      run(3, 'product', 500),
      run(3, 'socket.io', 200),
    ];
    expect(ratios(records, 'S100', 'deliveriesPerSecond', 'socket.io')).toEqual([2, 2.5]);
  });

  it('judges by the median and says nothing about what was not measured', () => {
    const records = [1.5, 2.1, 3].flatMap((ratio, index) => [
      run(index, 'product', ratio * 100),
      run(index, 'socket.io', 100),
    ]);
    const verdicts = judge(records);
    const found = verdicts.find((verdict) => verdict.id === 'P2');
    expect([found?.isMet, found?.result]).toEqual([true, { median: 2.1, min: 1.5, max: 3 }]);
    expect(verdicts.find((verdict) => verdict.id === 'P3')?.isMet).toBeNull();
  });

  it('fails P7 for a single lost message of the product, but not for one of a peer', () => {
    const lossy = { values: { deliveriesPerSecond: 1, lost: 1 } };
    const lostVerdict = (records: RunRecord[]): boolean | null | undefined =>
      judge(records).find(({ id, what }) => id === 'P7' && what.endsWith(': lost'))?.isMet;
    expect(lostVerdict([run(1, 'product', 1), run(1, 'ws', 1, lossy)])).toBe(true);
    expect(lostVerdict([run(1, 'product', 1), run(2, 'product', 1, lossy)])).toBe(false);
  });

  it('asks three kills with at least 5,000 acknowledgements each, nothing missing, doubled or skipped', () => {
    const kill = (round: number, values: Record<string, number> = {}): RunRecord => ({
      scenario: 'kill',
      round,
      target: 'product',
      values: { acknowledged: 5_500, missing: 0, doubled: 0, holes: 0, ...values },
    });
    const isMet = (records: RunRecord[]): boolean | null | undefined =>
      judge(records).find(({ id }) => id === 'P8')?.isMet;
    expect(isMet([kill(1), kill(2), kill(3)])).toBe(true);
    expect(isMet([kill(1), kill(2)])).toBe(false);
    expect(isMet([kill(1), kill(2), kill(3, { acknowledged: 4_999 })])).toBe(false);
    expect(isMet([kill(1), kill(2), kill(3, { missing: 1 })])).toBe(false);
    expect(isMet([kill(1), kill(2), kill(3, { holes: 1 })])).toBe(false);
  });
});
