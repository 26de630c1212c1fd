import { targetEnd } from './link-target.js';

/** Steps taken over a text; tests hold them against its length. */
export interface Work {
  steps: number;
}

/** Stands for each unit that is no speech: neither a space, nor a part of a name, nor a sign that begins one. */
const BLANK = '\uFFFC';
const FENCE = '```';
/** An escaped sign, a run of grave accents, or the head of a link. */
const STARTS = /\\[!-/:-@[-`{-~]|`+|mailto:|[a-z][a-z\d+.-]{0,30}:\/\//gi;
/** What ends a link; the same as where messages are shown. */
const LINK_ENDS = /[\s<>"`\p{Cc}\p{Cf}]|\]\(/gu;

/**
 * Blanks what names nobody, unit by unit, so that positions hold: fenced blocks, inline code, lines that begin with `>`, and
 * links (product 4.6, rule 1). Code ends where the timeline ends it; a fence that nothing closes is text there and here.
 */
export function blankSilent(text: string, work: Work): string {
  const lines = text.split('\n');
  const lastFence = lines.findLastIndex(endsFence);
  let isCode = false;
  work.steps += text.length + lines.length;
  return lines
    .map((line, index) => {
      if (isCode) isCode = !endsFence(line);
      else if (index < lastFence && opensFence(line)) isCode = true;
      else return line.startsWith('>') ? BLANK.repeat(line.length) : blankInline(line, work);
      return BLANK.repeat(line.length);
    })
    .join('\n');
}

function opensFence(line: string): boolean {
  return line.startsWith(FENCE) && !line.includes('`', FENCE.length);
}

function endsFence(line: string): boolean {
  return line.trimEnd().endsWith(FENCE);
}

function blankInline(line: string, work: Work): string {
  const starts = new RegExp(STARTS);
  const closings = closingsOf(line);
  let blanked = '';
  let kept = 0;
  for (let found = starts.exec(line); found; found = starts.exec(line)) {
    const [sign] = found;
    const start = found.index;
    work.steps += sign.length;
    if (sign.startsWith('\\')) continue;
    const end = sign.startsWith('`') ? codeEnd(closings, start, sign.length) : linkEnd(line, start, starts.lastIndex);
    if (end === undefined) continue;
    work.steps += end - start;
    blanked += line.slice(kept, start) + BLANK.repeat(end - start);
    kept = end;
    starts.lastIndex = end;
  }
  return blanked + line.slice(kept);
}

/** Where the runs of grave accents of each length begin, the first of them last. */
function closingsOf(line: string): Map<number, number[]> {
  const closings = new Map<number, number[]>();
  for (const { 0: run, index } of [...line.matchAll(/`+/g)].reverse()) {
    const same = closings.get(run.length);
    if (same) same.push(index);
    else closings.set(run.length, [index]);
  }
  return closings;
}

/** Where code ends that begins with a run: behind the next one of the same length. Asked for growing positions only. */
function codeEnd(closings: Map<number, number[]>, start: number, length: number): number | undefined {
  const candidates = closings.get(length) ?? [];
  while (candidates.length > 0 && (candidates.at(-1) ?? 0) <= start) candidates.pop();
  const close = candidates.at(-1);
  return close === undefined ? undefined : close + length;
}

function linkEnd(line: string, start: number, from: number): number {
  const ends = new RegExp(LINK_ENDS);
  ends.lastIndex = from;
  const end = ends.exec(line)?.index ?? line.length;
  return line.startsWith('](', start - 2) ? targetEnd(line, from, end) : end;
}
