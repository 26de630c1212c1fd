import { partsOf, withoutStars } from './disguise.js';
import { type Piece } from './pieces.js';
import { squash } from './word-forms.js';
import {
  findForm,
  findInside,
  findMasked,
  type Form,
  isInnocent,
  type Phrase,
  phrasesBeginningWith,
} from './word-index.js';

/** A form found between two pieces, both inside; `certainty` is less for what was guessed. */
export interface Found {
  first: number;
  last: number;
  form: Omit<Form, 'text'>;
  certainty: number;
}

export type Judgement = Pick<Found, 'form' | 'certainty'>;

const HIDDEN = 0.9;
/** What is as short as the shortest part would be a form of its own. */
const SHORTEST_INSIDE = 4;
/** Longer than any word with something before and after it; what is longer is noise. */
const LONGEST_WORD = 200;

/**
 * @param readings of the piece, as `readPiece` gives them.
 * @param shown gives the piece as it is written, in small letters; asked for only if there is a hit.
 */
export function judgePiece(piece: Piece, readings: readonly string[], shown: () => string): Judgement | null {
  for (const reading of readings) {
    const form = findForm(reading) ?? (piece.isName ? null : findWithin(reading));
    if (form) return isInnocent(shown(), reading) ? null : { form, certainty: 1 };
  }
  if (piece.isName || readings[0] === piece.text) return null;
  for (const part of partsOf(piece.text)) {
    const form = findForm(part);
    if (form) return { form, certainty: 1 };
  }
  const joined = withoutStars(piece.text);
  const hidden = (joined && findForm(joined)) || (/[*#%&]/.test(piece.text) && findMasked(piece.text));
  return hidden ? { form: hidden, certainty: HIDDEN } : null;
}

function findWithin(reading: string): Form | null {
  if (reading.length <= SHORTEST_INSIDE) return null;
  const word = reading.slice(0, LONGEST_WORD);
  const squashed = squash(word);
  return (findInside(word) ?? (squashed === word ? null : findInside(squashed)))?.form ?? null;
}

/** The phrases that begin with a piece, the innocent ones apart. */
export function phrasesAt(pieces: readonly Piece[], words: readonly string[], first: number): PhraseFound[] {
  const found: PhraseFound[] = [];
  for (const phrase of phrasesBeginningWith(words[first] ?? '')) {
    if (phrase.words.every((choice, at) => isNext(pieces, words, first, at, choice))) {
      found.push({ first, last: first + phrase.words.length - 1, meaning: phrase.meaning });
    }
  }
  return found;
}

export interface PhraseFound {
  first: number;
  last: number;
  meaning: Phrase['meaning'];
}

function isNext(
  pieces: readonly Piece[],
  words: readonly string[],
  first: number,
  at: number,
  choice: string[],
): boolean {
  const word = words[first + at];
  const piece = pieces[first + at];
  if (word === undefined || piece === undefined) return false;
  // A sentence that ends does not go on in the next.
  if (at > 0 && /[.!?;:]/.test(piece.separator)) return false;
  return choice.some((one) => one === word || (squash(one) === squash(word) && word.length > one.length));
}
