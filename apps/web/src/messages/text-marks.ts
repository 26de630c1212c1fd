import type { Entity } from '@tertulia/contract';
import type { Range } from './markdown-tree.js';

/** A stretch of a text in code points, as the server gives it. */
export interface Span {
  start: number;
  length: number;
}

/** A part of a leaf: what it stands for, and whether a search found it. */
export interface Cut extends Range {
  entity: Entity | undefined;
  isFound: boolean;
}

interface Mark extends Range {
  entity: Entity | undefined;
}

/**
 * Cuts the leaves of a text where a mention or a hit of a search begins or ends. Leaves are asked for in the order of the
 * text, so that each mark is looked at once, however many there are.
 */
export class TextMarks {
  private readonly entities: Mark[];
  private readonly highlights: Mark[];

  constructor(text: string, entities: readonly Entity[], highlights: readonly Span[]) {
    const isEmpty = entities.length === 0 && highlights.length === 0;
    const units = isEmpty ? [] : unitsOf(text);
    this.entities = toMarks(entities, units, (entity) => entity);
    this.highlights = toMarks(highlights, units, () => undefined);
  }

  cut({ start, end }: Range): Cut[] {
    const edges = [start, end];
    const inside = [dropBefore(this.entities, start, end, edges), dropBefore(this.highlights, start, end, edges)];
    const [entities = [], highlights = []] = inside;
    const sorted = [...new Set(edges)].sort((a, b) => a - b);
    const cuts: Cut[] = [];
    for (let index = 1; index < sorted.length; index += 1) {
      const [from, to] = [sorted[index - 1] ?? start, sorted[index] ?? end];
      cuts.push({
        start: from,
        end: to,
        entity: covering(entities, from)?.entity,
        isFound: covering(highlights, from) !== undefined,
      });
    }
    return cuts;
  }
}

/** Takes away the marks that end before the leaf, and notes the edges of those that touch it. */
function dropBefore(marks: Mark[], start: number, end: number, edges: number[]): Mark[] {
  while ((marks.at(-1)?.end ?? start + 1) <= start) marks.pop();
  const touching: Mark[] = [];
  for (let index = marks.length - 1; index >= 0; index -= 1) {
    const mark = marks[index];
    if (!mark || mark.start >= end) break;
    touching.push(mark);
    edges.push(Math.max(start, mark.start), Math.min(end, mark.end));
  }
  return touching;
}

function covering(marks: Mark[], position: number): Mark | undefined {
  while ((marks[0]?.end ?? position + 1) <= position) marks.shift();
  const [first] = marks;
  return first && first.start <= position ? first : undefined;
}

/** Sorted with the first of them last; what overlaps an earlier one or leaves the text is dropped. */
function toMarks<Given extends Span>(
  spans: readonly Given[],
  units: readonly number[],
  entityOf: (span: Given) => Entity | undefined,
): Mark[] {
  const marks: Mark[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const [start, end] = [units[span.start], units[span.start + span.length]];
    if (start === undefined || end === undefined || end <= start || start < (marks.at(-1)?.end ?? 0)) continue;
    marks.push({ start, end, entity: entityOf(span) });
  }
  return marks.reverse();
}

/** Where each code point begins, and the end. */
function unitsOf(text: string): number[] {
  const units: number[] = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  units.push(unit);
  return units;
}
