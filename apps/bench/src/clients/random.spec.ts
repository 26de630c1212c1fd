import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('drawing from a seed', () => {
  it('draws the same from the same seed and something else from another', () => {
    expect(draw(new Random(7), 20)).toEqual(draw(new Random(7), 20));
    expect(draw(new Random(7), 20)).not.toEqual(draw(new Random(8), 20));
  });

  it('gives each purpose a sequence of its own that others do not shift', () => {
    const used = new Random(7);
    draw(used, 5);
    expect(draw(used.fork('kills'), 5)).toEqual(draw(new Random(7).fork('kills'), 5));
    expect(draw(new Random(7).fork('kills'), 5)).not.toEqual(draw(new Random(7).fork('cuts'), 5));
  });

  it('stays within its bounds and reaches both of them', () => {
    const random = new Random(1);
    const drawn = new Set(Array.from({ length: 500 }, () => random.whole(3, 6)));
    expect([...drawn].sort()).toEqual([3, 4, 5, 6]);
  });

  it('shuffles without loss', () => {
    const shuffled = new Random(3).shuffle([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(shuffled).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...shuffled].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
