import { fold } from './fold.js';
import { stemOf } from './stem.js';
import { type Token, tokensOf } from './tokens.js';

/** Shortest part of a word that is found in the middle of it. */
export const FRAGMENT_LENGTH = 3;
/** More is not asked of the index; the text itself decides in any case. */
const MOST_ASKED = 48;

/** What the index is asked: for each group, all terms of one of its alternatives. */
export type TermGroup = number[][];

/**
 * A term of the index: FNV-1a of its kind and text in 32 bits. Two texts with one hash make a candidate too many, which the
 * text then rules out.
 */
function term(kind: string, text: string): number {
  let hash = 0x811c9dc5 ^ kind.charCodeAt(0);
  hash = Math.imul(hash, 0x01000193);
  for (let unit = 0; unit < text.length; unit += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(unit), 0x01000193);
  }
  return hash | 0;
}

export const mentionTerm = (userId: string): number => term('m', userId);
export const authorTerm = (userId: string): number => term('a', userId);
/** Of every message with a picture. */
export const imageTerm = (): number => term('i', '');
export const roomTerm = (roomId: string): number => term('r', roomId);

/** Every term that a text can be found by. */
export function termsOf(text: string): Set<number> {
  const terms = new Set<number>();
  let before: Token | undefined;
  for (const token of tokensOf(fold(text).text)) {
    if (token.kind === 'word') {
      terms.add(term('s', stemOf(token.text)));
      addPieces(terms, token.text);
      if (before?.kind === 'word') terms.add(pairTerm(before, token));
    } else if (token.kind === 'emoji') {
      terms.add(term('e', token.text));
    } else {
      addPairs(terms, token.text);
    }
    before = token;
  }
  return terms;
}

/** Two words in a row, as they are: phrases of common words are rare. */
const pairTerm = (left: Token, right: Token): number => term('w', `${left.text} ${right.text}`);

/**
 * What the index is asked for tokens that stand in a row: their words whole, except the last one where it may be the beginning
 * of a longer word, and a single one, which may be any part of a word.
 */
export function groupsOf(tokens: readonly Token[], isQuoted: boolean): TermGroup[] {
  const lastWhole = isQuoted ? tokens.length - 1 : tokens.length - 2;
  return tokens.flatMap((token, index) => {
    const before = tokens[index - 1];
    if (before?.kind === 'word' && token.kind === 'word' && index <= lastWhole) return [[[pairTerm(before, token)]]];
    const group = groupOf(token, index <= lastWhole);
    // The beginning of a word that is too short for the index; what stands before it has to do.
    const isBeginning = tokens.length > 1 && index > lastWhole;
    return isBeginning && token.kind === 'word' && group.length === 1 ? [] : [group];
  });
}

function groupOf(token: Token, isWhole: boolean): TermGroup {
  if (token.kind === 'emoji') return [[term('e', token.text)]];
  const pieces = new Set<number>();
  if (token.kind === 'run') {
    addPairs(pieces, token.text, Array.from(token.text).length > 1);
    return [[...pieces].slice(0, MOST_ASKED)];
  }
  const stem = [term('s', stemOf(token.text))];
  if (isWhole) return [stem];
  addPieces(pieces, token.text);
  return pieces.size > 0 ? [stem, [...pieces].slice(0, MOST_ASKED)] : [stem];
}

function addPieces(terms: Set<number>, word: string): void {
  for (let at = 0; at + FRAGMENT_LENGTH <= word.length; at += 1)
    terms.add(term('t', word.slice(at, at + FRAGMENT_LENGTH)));
}

/** Characters and pairs of a run: without spaces nobody can say where a word begins. */
function addPairs(terms: Set<number>, run: string, pairsOnly = false): void {
  let before = '';
  for (const character of run) {
    if (!pairsOnly) terms.add(term('c', character));
    if (before !== '') terms.add(term('p', before + character));
    before = character;
  }
}
