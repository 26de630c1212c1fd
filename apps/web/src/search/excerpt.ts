import type { Highlight } from '@tertulia/contract';

/** A stretch of text that matched, or one between. */
export interface Stretch {
  text: string;
  isMarked: boolean;
}

const BEFORE = 60;

/** What is shown of a found text: all of a short one, of a long one the part around the first match, cut into stretches. */
export function excerptOf(text: string, highlights: readonly Highlight[], most = 320): Stretch[] {
  const points = Array.from(text);
  const marks = [...highlights].sort((a, b) => a.start - b.start);
  const first = marks[0]?.start ?? 0;
  const from = points.length <= most || first <= BEFORE ? 0 : wordFrom(points, first - BEFORE, first);
  const to = Math.min(points.length, from + most);
  const stretches: Stretch[] = from > 0 ? [{ text: '…', isMarked: false }] : [];
  let at = from;
  const add = (end: number, isMarked: boolean) => {
    if (end > at) stretches.push({ text: points.slice(at, end).join(''), isMarked });
    at = Math.max(at, end);
  };
  for (const { start, length } of marks) {
    add(Math.min(start, to), false);
    add(Math.min(start + length, to), true);
  }
  add(to, false);
  if (to < points.length) stretches.push({ text: '…', isMarked: false });
  return stretches;
}

/** The beginning of a word, not to cut one in two; where there is none, the place itself. */
function wordFrom(points: readonly string[], from: number, before: number): number {
  const space = points.indexOf(' ', from);
  return space >= 0 && space < before ? space + 1 : from;
}
