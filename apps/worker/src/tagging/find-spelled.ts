import { readingsOf } from './disguise.js';
import { type Found } from './find-words.js';
import { type Piece } from './pieces.js';
import { findForm, findInside, isBeginning, isInnocent } from './word-index.js';
import { squash } from './word-forms.js';

const SPELLED = 0.9;
/** Letters of a word that is spelled out within other letters; three suffice when they are all there is. */
const SHORTEST = 4;
/** Pieces of one word that is spelled out. */
const LONGEST = 60;
/** Words of one letter that may stand before or after, `va a m i e r d a`. */
const LEFT_OVER = 2;
const JOINTS = new Set("-._~·•*+=|'’`\\".split(''));

/**
 * Words whose letters stand apart: single letters with one and the same separator between them (`m i e r d a`, `f.u.c.k`), or
 * a word cut by one sign without a space (`mier-da`). Words of several letters with spaces between are never put together:
 * `put a coat`.
 */
export function findSpelled(pieces: readonly Piece[]): Found[] {
  const found: Found[] = [];
  let first = 0;
  while (first < pieces.length) {
    const last = endOfRun(pieces, first);
    if (last > first) found.push(...judgeRun(pieces, first, last));
    // The last of a run with spaces may begin one with points.
    first = Math.max(last, first + 1);
  }
  return found;
}

/** The last piece that hangs together with the first: by the same separator, and single letters if that is a space. */
function endOfRun(pieces: readonly Piece[], first: number): number {
  const separator = pieces[first + 1]?.separator ?? '';
  const needsSingles = !JOINTS.has(separator);
  if (separator === '' || separator === 'far' || (needsSingles && !isSingle(pieces[first]))) return first;
  let last = first;
  while (pieces[last + 1]?.separator === separator && (!needsSingles || isSingle(pieces[last + 1]))) last += 1;
  return last;
}

function judgeRun(pieces: readonly Piece[], first: number, last: number): Found[] {
  const run = pieces.slice(first, last + 1);
  if (run.every((piece) => isSingle(piece))) return spell(pieces, first, last);
  const word = run.length <= LONGEST ? run.map(({ text }) => text).join('') : '';
  const form = word.length >= SHORTEST && !isInnocent(word, word) ? findForm(word) : null;
  return form ? [{ first, last, form, certainty: SPELLED }] : [];
}

function spell(pieces: readonly Piece[], first: number, last: number): Found[] {
  for (let start = first; start <= Math.min(last, first + LEFT_OVER); start += 1) {
    if (!areWords(pieces, first, start)) break;
    const found = spellFrom(pieces, start, last);
    if (found && (start === first || found.last - found.first + 1 >= SHORTEST)) return [found];
  }
  return spellWithin(pieces, first, last);
}

/** In a sentence that is spelled out as a whole only those parts count that no innocent word has. */
function spellWithin(pieces: readonly Piece[], first: number, last: number): Found[] {
  const letters = pieces.slice(first, last + 1).map(({ text }) => readingsOf(text.charAt(0)).charAt(0) || ' ');
  const inside = findInside(letters.join(''));
  if (!inside) return [];
  const start = first + inside.at;
  return [{ first: start, last: start + inside.form.text.length - 1, form: inside.form, certainty: SPELLED }];
}

/** Reads on letter by letter as long as some word begins so; signs of several meanings are read in all ways. */
function spellFrom(pieces: readonly Piece[], start: number, last: number): Found | null {
  let readings = [''];
  let found: Found | null = null;
  for (let at = start; at <= Math.min(last, start + LONGEST) && readings.length > 0; at += 1) {
    const text = pieces[at]?.text ?? '';
    const letters = readingsOf(text.charAt(0)).split('');
    readings = letters
      .flatMap((letter) => readings.map((reading) => reading + letter.repeat(text.length)))
      .filter((reading) => isBeginning(squash(reading)));
    if (last - at > LEFT_OVER || at - start < 2 || !areWords(pieces, at + 1, last + 1)) continue;
    for (const reading of readings) {
      const form = reading.length >= (at === last ? 3 : SHORTEST) ? findForm(reading) : null;
      if (form && !isInnocent(reading, reading)) found = { first: start, last: at, form, certainty: SPELLED };
    }
  }
  return found;
}

/** Whether all pieces from one up to another are words of one letter. */
function areWords(pieces: readonly Piece[], from: number, to: number): boolean {
  return pieces.slice(from, to).every(({ text }) => /^[aeiouyx]$/.test(text));
}

function isSingle(piece: Piece | undefined): boolean {
  return piece !== undefined && piece.text === piece.text.charAt(0).repeat(piece.text.length);
}
