import { toHref } from './find-links.js';
import type { Work } from './markdown-tree.js';

const LONGEST_TARGET = 2_048;

/** On which sides of a run of signs a mark can begin or end (CommonMark 0.31, 6.2), with the rules for `_` inside of words. */
export function sidesOf(text: string, start: number, end: number): { canOpen: boolean; canClose: boolean } {
  const before = classOf(characterBefore(text, start));
  const after = classOf(String.fromCodePoint(text.codePointAt(end) ?? 0x20));
  const isLeft = after !== 'space' && (after !== 'sign' || before !== 'word');
  const isRight = before !== 'space' && (before !== 'sign' || after !== 'word');
  if (text[start] === '_')
    return { canOpen: isLeft && (!isRight || before === 'sign'), canClose: isRight && (!isLeft || after === 'sign') };
  // 3*4*5 is arithmetic.
  const isSum = /\d/.test(text[start - 1] ?? '') && /\d/.test(text[end] ?? '');
  return { canOpen: isLeft && !isSum, canClose: isRight && !isSum };
}

function characterBefore(text: string, index: number): string {
  if (index === 0) return ' ';
  const unit = text.charCodeAt(index - 1);
  const isTail = unit >= 0xdc00 && unit <= 0xdfff && index >= 2;
  return text.slice(isTail ? index - 2 : index - 1, index);
}

function classOf(character: string): 'space' | 'sign' | 'word' {
  if (/^\s/u.test(character)) return 'space';
  return /^[\p{P}\p{S}]/u.test(character) ? 'sign' : 'word';
}

/** Where the address in parentheses after a closing bracket leads, if there is one that may be linked to. */
export function readTarget(
  text: string,
  start: number,
  end: number,
  work: Work,
): { href: string; end: number } | undefined {
  if (text[start] !== '(') return undefined;
  const last = Math.min(end, start + LONGEST_TARGET);
  let opened = 0;
  for (let index = start; index < last; index += 1) {
    work.steps += 1;
    const sign = text[index] ?? '';
    // Brackets end the search, so that no stretch of text is searched twice.
    if (/[\s<>"`[\]\\\p{Cc}\p{Cf}]/u.test(sign)) return undefined;
    if (sign === '(') opened += 1;
    if (sign === ')') opened -= 1;
    if (opened > 0) continue;
    const href = toHref(text.slice(start + 1, index));
    return href === undefined ? undefined : { href, end: index + 1 };
  }
  return undefined;
}

/** The runs of grave accents in a stretch of text: code ends at the next run of the same length, on the same line. */
export class CodeRuns {
  private starts: Map<number, number[]> | undefined;
  private newline = -1;

  constructor(
    private readonly text: string,
    private readonly from: number,
    private readonly end: number,
    private readonly work: Work,
  ) {}

  /** Asked for growing positions only. */
  at(position: number): { length: number; close: number | undefined } {
    const length = this.lengthAt(position);
    this.starts ??= this.collect();
    const candidates = this.starts.get(length) ?? [];
    while (candidates.length > 0 && (candidates.at(-1) ?? 0) <= position) candidates.pop();
    if (this.newline < position) this.newline = this.nextNewline(position);
    const close = candidates.at(-1);
    const isOnLine = close !== undefined && close < this.newline && close > position + length;
    return { length, close: isOnLine ? close : undefined };
  }

  private nextNewline(position: number): number {
    const found = this.text.indexOf('\n', position);
    const newline = found === -1 ? this.end : Math.min(found, this.end);
    this.work.steps += newline - position;
    return newline;
  }

  private lengthAt(position: number): number {
    let end = position;
    while (end < this.end && this.text[end] === '`') end += 1;
    this.work.steps += end - position;
    return end - position;
  }

  /** Positions by length, the first of them last. */
  private collect(): Map<number, number[]> {
    const starts = new Map<number, number[]>();
    for (let index = this.from; index < this.end; index += 1) {
      this.work.steps += 1;
      const length = this.lengthAt(index);
      if (length === 0) continue;
      const list = starts.get(length);
      if (list) list.push(index);
      else starts.set(length, [index]);
      index += length;
    }
    for (const list of starts.values()) list.reverse();
    return starts;
  }
}
