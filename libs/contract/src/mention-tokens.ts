import { blankSilent, type Work } from './mention-blanking.js';

/** Code points of a name; a longer one is no name, and of a longer word only the beginning is looked at. */
const LONGEST_NAME = 64;
/** How many signs that open a sentence may stand before a word. */
const OPENING_SIGNS = 8;
const SIGNS = /[@＠#]/g;
/**
 * Letters, marks, digits, `_`, `-`, `.` and the full-width forms of the three; nothing invisible, and no digit that is
 * the beginning of a keycap emoji.
 */
const NAME = /(?:(?!\d\uFE0F?\u20E3)[[\p{L}\p{M}\p{N}_.\-＿．－]--\p{Default_Ignorable_Code_Point}])+/vy;
const SEPARATORS = new Set(['.', '_', '-', '．', '＿', '－']);
/** A full stop with a new sentence glued to it. */
const INNER_CUT = /[.．](?=[\p{Lu}\p{Lt}])/gu;
/** In front of these no name begins; a `/` is looked at again once it is known whether a mention ended before it. */
const BARRIERS = new Set(['_', '@', '＠', '+', '%', '=', '\\', '#']);
const OPENING = /[\p{Ps}\p{Pi}\p{Pf}¡¿"'*~]/u;
const KEYCAP = '\u20E3';

/** One name that a token may stand for. */
export interface MentionName {
  /** Folded, as `foldHandle` does. */
  key: string;
  /** Where it ends in the text, in UTF-16 units. */
  end: number;
}

/** A sign with a name behind it; whether somebody bears the name is not known yet. */
export interface MentionToken {
  sign: '@' | '#';
  /** Where the sign stands in the text, in UTF-16 units. */
  index: number;
  /** The first that somebody bears is meant; at least one. */
  names: readonly MentionName[];
  /** Letters alone stand right before the sign (`Hola@francisco`). */
  isGlued: boolean;
  /** It is a mention only if another one ended right before the `/`. */
  followsSlash: boolean;
}

/** What two handles must not share: compatibility forms and case, folded by Unicode. */
export function foldHandle(handle: string): string {
  return handle.normalize('NFKC').toLocaleLowerCase('und').normalize('NFKC');
}

/**
 * Finds what could be a mention in a text (product 4.6, rules 1 to 5), in time that grows with its length alone: words are
 * read once, and looks back and candidates are bounded.
 */
export function findMentionTokens(text: string, work: Work = { steps: 0 }): MentionToken[] {
  const blanked = blankSilent(text, work);
  const tokens: MentionToken[] = [];
  const signs = new RegExp(SIGNS);
  for (let found = signs.exec(blanked); found; found = signs.exec(blanked)) {
    const { index } = found;
    const run = runAt(blanked, index + 1);
    work.steps += run.length + 1;
    const sign = found[0] === '#' ? '#' : '@';
    const before = run === '' ? 'barred' : placeOf(blanked, index, sign, work);
    signs.lastIndex = index + 1 + run.length;
    if (before === 'barred') continue;
    const isGlued = before === 'glued';
    const names = namesIn(run, index + 1, isGlued, work);
    if (names.length > 0) tokens.push({ sign, index, names, isGlued, followsSlash: before === 'slash' });
  }
  return tokens;
}

function runAt(text: string, index: number): string {
  NAME.lastIndex = index;
  return NAME.exec(text)?.[0] ?? '';
}

/** The whole word without the separators at its end, then what stands before its inner full stops, the longest first. */
function namesIn(run: string, from: number, isGlued: boolean, work: Work): MentionName[] {
  if (!/^[\p{L}\p{N}]/u.test(run)) return [];
  const reach = reachOf(run);
  const head = run.slice(0, reach + 2);
  const cuts = isGlued ? [] : [...head.matchAll(INNER_CUT)].map(({ index }) => index).reverse();
  return [run.length, ...cuts]
    .map((end) => stripped(run, end))
    .filter((end) => end <= reach)
    .map((end) => {
      work.steps += end;
      return { key: foldHandle(run.slice(0, end)), end: from + end };
    });
}

/** UTF-16 units of the longest possible name at the beginning of a word. */
function reachOf(run: string): number {
  let reach = 0;
  for (let points = 0; points < LONGEST_NAME && reach < run.length; points += 1)
    reach += (run.codePointAt(reach) ?? 0) > 0xffff ? 2 : 1;
  return reach;
}

function stripped(run: string, from: number): number {
  let end = from;
  while (end > 0 && SEPARATORS.has(run[end - 1] ?? '')) end -= 1;
  return end;
}

type Place = 'free' | 'glued' | 'slash' | 'barred';

/** What the point before a sign allows: rules 2 and 4, and of rule 5 that nothing is glued to `#`. */
function placeOf(text: string, index: number, sign: '@' | '#', work: Work): Place {
  const before = pointBefore(text, index);
  if (before === '/') return 'slash';
  if (BARRIERS.has(before)) return 'barred';
  const bearer = bearerBefore(text, index, work);
  if (!/[\p{L}\p{N}]/u.test(bearer)) return 'free';
  return sign === '@' && isWordOfLetters(text, index, work) ? 'glued' : 'barred';
}

/** The point before a position, and for marks what bears them: an emoji bears marks too. */
function bearerBefore(text: string, index: number, work: Work): string {
  let position = index;
  let before = pointBefore(text, position);
  for (let step = 0; step < LONGEST_NAME && /\p{M}/u.test(before); step += 1) {
    work.steps += 1;
    if (before === KEYCAP) return before;
    position -= before.length;
    before = pointBefore(text, position);
  }
  return before;
}

/** Whether the word before a position is letters alone, with nothing but opening signs before them. */
function isWordOfLetters(text: string, index: number, work: Work): boolean {
  let position = index;
  let before = pointBefore(text, position);
  const skip = (pattern: RegExp, limit: number) => {
    for (let step = 0; step < limit && pattern.test(before); step += 1) {
      work.steps += 1;
      position -= before.length;
      before = pointBefore(text, position);
    }
  };
  skip(/[\p{L}\p{M}]/u, LONGEST_NAME);
  skip(OPENING, OPENING_SIGNS);
  return before === '' || /\s/u.test(before);
}

function pointBefore(text: string, index: number): string {
  if (index <= 0) return '';
  const unit = text.charCodeAt(index - 1);
  const hasHead = unit >= 0xdc00 && unit <= 0xdfff && (text.codePointAt(index - 2) ?? 0) > 0xffff;
  return text.slice(hasHead ? index - 2 : index - 1, index);
}
