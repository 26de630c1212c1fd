import type { Highlight } from '@tertulia/contract';
import { fold, type Folded } from './fold.js';
import { joinTokens, type Wanted } from './search-query.js';
import { FRAGMENT_LENGTH } from './search-terms.js';
import { stemOf } from './stem.js';
import { type Token, tokensOf } from './tokens.js';

/** Parts of one text that are marked; more would only be noise, and size. */
export const MOST_HIGHLIGHTS = 20;

interface Span {
  start: number;
  end: number;
}

/** A text made ready for looking into it. */
interface Readable {
  folded: Folded;
  tokens: Token[];
}

/**
 * Decides whether a text has everything that is wanted, and where: whole words for forms of a word, otherwise the part that
 * was typed. Null when something is missing. Linear in the text for each thing wanted, of which a search has few.
 */
export function matchText(wanted: readonly Wanted[], text: string): Highlight[] | null {
  if (wanted.length === 0) return [];
  const folded = fold(text);
  const readable = { folded, tokens: tokensOf(folded.text) };
  const spans: Span[] = [];
  for (const part of wanted) {
    const found = findPart(part, readable);
    if (found.length === 0) return null;
    spans.push(...found);
  }
  return toHighlights(spans, folded);
}

function findPart(part: Wanted, readable: Readable): Span[] {
  const [first] = part.tokens;
  if (part.isQuoted || part.tokens.length > 1 || !first) return findPhrase(part, readable);
  if (first.kind === 'word') return findWord(first.text, readable);
  return readable.tokens.filter((token) => token.kind === first.kind).flatMap((token) => findInside(token, first.text));
}

function findWord(word: string, { tokens }: Readable): Span[] {
  const stem = stemOf(word);
  return tokens.flatMap((token) => {
    if (token.kind !== 'word') return [];
    if (token.text === word || stemOf(token.text) === stem) return [{ start: token.start, end: token.end }];
    return word.length >= FRAGMENT_LENGTH ? findInside(token, word) : [];
  });
}

function findInside(token: Token, part: string): Span[] {
  const spans: Span[] = [];
  for (let at = token.text.indexOf(part); at !== -1 && spans.length < MOST_HIGHLIGHTS;) {
    spans.push({ start: token.start + at, end: token.start + at + part.length });
    at = token.text.indexOf(part, at + part.length);
  }
  return spans;
}

/** Tokens in a row, whatever stands between them. Words begin and end where the phrase does, unless it is still being typed. */
function findPhrase(part: Wanted, { folded, tokens }: Readable): Span[] {
  const joined = joinTokens(folded.text, tokens);
  const starts = new Map<number, Token>();
  const ends = new Map<number, Token>();
  let length = 0;
  let before: Token | undefined;
  for (const token of tokens) {
    if (before && token.start > before.end) length += 1;
    starts.set(length, token);
    length += token.text.length;
    ends.set(length, token);
    before = token;
  }
  const isOpenAtStart = part.tokens[0]?.kind === 'run';
  const isOpenAtEnd = part.tokens.at(-1)?.kind === 'run' || !part.isQuoted;
  // Inside of a run every place is a token's own; the nearest token before it says where that is.
  const spans: Span[] = [];
  for (let at = joined.indexOf(part.text); at !== -1 && spans.length < MOST_HIGHLIGHTS;) {
    const end = at + part.text.length;
    if ((isOpenAtStart || starts.has(at)) && (isOpenAtEnd || ends.has(end))) {
      spans.push({ start: placeOf(starts, at), end: placeOf(starts, end - 1) + 1 });
    }
    at = joined.indexOf(part.text, end);
  }
  return spans;
}

/** The place in the folded text of a place in the joined one. */
function placeOf(starts: Map<number, Token>, joinedAt: number): number {
  let at = joinedAt;
  while (at > 0 && !starts.has(at)) at -= 1;
  return (starts.get(at)?.start ?? 0) + joinedAt - at;
}

/** Spans of the folded text as code points of the original: in order, merged where they touch or overlap. */
function toHighlights(spans: Span[], folded: Folded): Highlight[] {
  const highlights: Highlight[] = [];
  for (const span of spans.sort((left, right) => left.start - right.start)) {
    const start = folded.starts[span.start] ?? 0;
    const end = folded.ends[span.end - 1] ?? start;
    const last = highlights.at(-1);
    if (last && start < last.start + last.length) {
      last.length = Math.max(last.length, end - last.start);
    } else if (highlights.length < MOST_HIGHLIGHTS) {
      highlights.push({ start, length: end - start });
    } else {
      break;
    }
  }
  return highlights;
}
