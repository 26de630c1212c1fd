import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { excerptOf } from './excerpt.js';

const shown = (text: string, marks: [number, number][], most?: number) =>
  excerptOf(
    text,
    marks.map(([start, length]) => ({ start, length })),
    most,
  )
    .map((stretch) => (stretch.isMarked ? `[${stretch.text}]` : stretch.text))
    .join('');

describe('the excerpt of a found message', () => {
  it('marks by code points', () =>
    expect(
      shown('👍🏽 café ☕ café', [
        [3, 4],
        [10, 4],
      ]),
    ).toBe('👍🏽 [café] ☕ [café]'));

  it('is a text without marks when there are none', () => expect(shown('hola', [])).toBe('hola'));

  it('takes overlapping marks and marks beyond the end', () =>
    expect(
      shown('abcdef', [
        [1, 3],
        [2, 3],
        [5, 90],
      ]),
    ).toBe('a[bcd][e][f]'));

  it('shows the part around the first match of a long text, from the beginning of a word', () => {
    const text = `${'word '.repeat(100)}needle ${'word '.repeat(100)}`;
    const excerpt = shown(text, [[500, 6]], 120);
    expect(excerpt).toMatch(/^…word .*\[needle\].*…$/);
    expect(excerpt.length).toBeLessThan(130);
  });

  it('never changes a short text', () =>
    fc.assert(
      fc.property(
        fc.string({ maxLength: 50, unit: 'grapheme' }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(20))),
        (text, marks) => {
          const stretches = excerptOf(
            text,
            marks.map(([start, length]) => ({ start, length })),
          );
          expect(stretches.map((stretch) => stretch.text).join('')).toBe(text);
        },
      ),
    ));
});
