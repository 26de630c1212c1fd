import { describe, expect, it } from '@jest/globals';
import { quantile, Samples, spread } from './statistics.js';

describe('percentiles', () => {
  it('takes the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.95, 0.99, 1].map((q) => quantile(hundred, q))).toEqual([50, 95, 99, 100]);
    expect(quantile([7], 0.01)).toBe(7);
    expect(quantile([], 0.5)).toBe(0);
  });

  it('sorts by value and keeps more samples than it first has room for', () => {
    const samples = new Samples();
    for (let value = 5_000; value >= 1; value -= 1) samples.add(value);
    expect(samples.percentiles()).toEqual({ count: 5_000, p50: 2_500, p95: 4_750, p99: 4_950, max: 5_000 });
  });
});

describe('median and spread', () => {
  it.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[10, 2, 9, 1], { median: 5.5, min: 1, max: 10 }],
    [[4], { median: 4, min: 4, max: 4 }],
  ])('of %j', (values, expected) => {
    expect(spread(values)).toEqual(expected);
  });

  it('of nothing is nothing', () => {
    expect(spread([])).toBeNull();
  });
});
