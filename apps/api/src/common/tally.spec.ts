import { describe, expect, it } from '@jest/globals';
import { quantile, RecentQuantile, Tally } from './tally.js';

const filled = (values: number[], bounds = [1, 2, 4]) => {
  const tally = new Tally(bounds);
  for (const value of values) tally.add(value);
  return tally;
};

describe('a tally of durations', () => {
  it('counts a value at its bound as within it, and what is above all bounds apart', () => {
    const tally = filled([0, 1, 1.1, 2, 3, 4, 4.1, 100]);
    expect(tally.counts).toEqual([2, 2, 2, 2]);
    expect(tally.sum).toBeCloseTo(115.2);
  });

  it('estimates a quantile between two bounds, and never above the highest', () => {
    const { bounds, counts } = filled([0.5, 1.5, 1.5, 3]);
    expect(quantile(bounds, counts, 0.5)).toBe(1.5);
    expect(quantile(bounds, counts, 0.99)).toBeCloseTo(3.92);
    expect(quantile(bounds, [0, 0, 0, 7], 0.5)).toBe(4);
  });

  it('has no quantile of nothing', () => {
    expect(quantile([1, 2], [0, 0, 0], 0.99)).toBeNull();
  });

  it('looks only at what came since the look before', () => {
    const [local, remote] = [filled([3, 3]), filled([3])];
    const recent = new RecentQuantile([local, remote]);
    expect(recent.look(0.99)).toBeGreaterThan(2);
    expect(recent.look(0.99)).toBeNull();
    remote.add(0.5);
    expect(recent.look(0.99)).toBeLessThanOrEqual(1);
  });
});
