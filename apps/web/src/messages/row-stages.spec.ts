import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextStage, type RowStage } from './row-stages.js';

const lines = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ key: String(from + index) }));
const keys = ({ rows }: RowStage<{ key: string }>) => rows.map(({ key }) => key).join(' ');

describe('going from one list of lines to another', () => {
  it('adds and drops at the upper end first, then at the lower one', () => {
    const begin = { rows: lines(50, 100), isShift: false, generation: 0 };
    const target = lines(40, 90);
    const half = nextStage(begin, target);
    expect(keys(half)).toBe(keys({ ...begin, rows: lines(40, 100) }));
    expect(half.isShift).toBe(true);
    expect(nextStage(half, target)).toEqual({ rows: target, isShift: false, generation: 0 });
  });

  it('is done in one step when only one end changes', () => {
    const begin = { rows: lines(50, 100), isShift: false, generation: 0 };
    expect(nextStage(begin, lines(0, 100))).toEqual({ rows: lines(0, 100), isShift: true, generation: 0 });
    expect(nextStage(begin, lines(60, 100))).toEqual({ rows: lines(60, 100), isShift: true, generation: 0 });
    expect(nextStage(begin, lines(50, 101))).toEqual({ rows: lines(50, 101), isShift: false, generation: 0 });
    expect(nextStage(begin, lines(200, 250))).toEqual({ rows: lines(200, 250), isShift: false, generation: 1 });
  });

  it('always arrives within two steps', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20), (from, count, wantedFrom, wantedCount) => {
        const target = lines(wantedFrom, wantedFrom + wantedCount);
        const once = nextStage({ rows: lines(from, from + count), isShift: false, generation: 0 }, target);
        expect(nextStage(once, target).rows).toEqual(target);
      }),
    );
  });
});
