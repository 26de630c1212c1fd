import { describe, expect, it } from '@jest/globals';
import { applyEdit, isInFence, type MarkId, toggleLines, toggleMark } from './text-edit.js';

/** `[` and `]` stand for the ends of the selection. */
function edit(marked: string, change: (text: string, from: number, to: number) => ReturnType<typeof toggleMark>) {
  const from = marked.indexOf('[');
  const to = marked.indexOf(']') - 1;
  const box = document.createElement('textarea');
  document.body.append(box);
  box.value = marked.replace(/[[\]]/g, '');
  applyEdit(box, change(box.value, from, to));
  const { value, selectionStart, selectionEnd } = box;
  box.remove();
  return `${value.slice(0, selectionStart)}[${value.slice(selectionStart, selectionEnd)}]${value.slice(selectionEnd)}`;
}

describe('marking a selection', () => {
  it.each<[MarkId, string, string]>([
    ['bold', 'a [word] b', 'a **[word]** b'],
    ['bold', 'a **[word]** b', 'a [word] b'],
    ['bold', 'a [**word**] b', 'a [word] b'],
    ['italic', 'a[ word ]b', 'a _[word]_ b'],
    ['strike', '[]', '~~[]~~'],
    ['code', 'see [x]', 'see `[x]`'],
    ['italic', '[snake] case', '_[snake]_ case'],
  ])('%s: %s', (mark, before, after) => {
    expect(edit(before, (text, from, to) => toggleMark(text, from, to, mark))).toBe(after);
  });

  it('marks whole lines, and takes the marks away again', () => {
    expect(edit('x\na[b\nc]d', (text, from, to) => toggleLines(text, from, to, '> '))).toBe('x\n> ab\n> cd[]');
    expect(edit('> a[b\n> c]d', (text, from, to) => toggleLines(text, from, to, '> '))).toBe('ab\ncd[]');
  });

  it.each([
    ['```', true],
    ['```js\ncode', true],
    ['```js\ncode\n```', false],
    ['a `b', false],
    ['```inline```', false],
  ])('knows whether code is open in %j: %s', (text, isOpen) => {
    expect(isInFence(text, text.length)).toBe(isOpen);
  });
});
