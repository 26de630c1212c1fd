import { type Tag } from '@tertulia/contract';
import { detectLanguage } from './detect-language.js';
import { type Found, judgePiece, phrasesAt } from './find-words.js';
import { findSpelled } from './find-spelled.js';
import { type Language } from './languages.js';
import { readPiece } from './disguise.js';
import { type Piece, toPieces } from './pieces.js';
import { type PlainText, toPlain } from './plain-text.js';
import { type Category } from './word-list.js';

export { type Category } from './word-list.js';

/** Counts up with every change of a list or a rule, so that a message is known to be judged by which. */
export const LEXICON_VERSION = '1';
export const LEXICON_NAME = 'lexicon';

/** A prohibited word in a text: where (UTF-16 code units), of which list, what kind, and how grave and certain from 0 to 1. */
export interface ProhibitedWord {
  start: number;
  length: number;
  language: Language;
  category: Category;
  score: number;
  /** The word's name in the list; for those who review, never for a tag. */
  canonical: string;
}

const gravity: Record<Category, number> = { vulgar: 0.5, insult: 0.7, sexual: 0.7, slur: 1, threat: 1 };
/** How sure the language must be for a word that is innocent in it. */
const SURE = 0.2;

/** All prohibited words of a text, in the order in which they stand; pure, and its time grows with the length alone. */
export function findProhibited(text: string): ProhibitedWord[] {
  const plain = toPlain(text);
  const pieces = toPieces(plain);
  const { found, innocent } = findAll(text, plain, pieces);
  const isAllowed = gateOf(text);
  const kept = found
    .filter(({ form }) => isAllowed(form))
    .filter(({ first, last }) => !innocent.some((span) => span.first <= last && first <= span.last))
    .sort((a, b) => a.first - b.first || b.last - a.last);
  return withoutOverlaps(kept).map((one) => present(one, plain, pieces));
}

/** The tags of a text's prohibited words: one for each kind, with the highest score. The word itself is in none of them. */
export function wordTags(text: string): Tag[] {
  const scores = new Map<Category, number>();
  for (const { category, score } of findProhibited(text)) {
    scores.set(category, Math.max(score, scores.get(category) ?? 0));
  }
  const source = `${LEXICON_NAME}@${LEXICON_VERSION}`;
  return [...scores].map(([label, score]) => ({ kind: 'prohibited', label, score, source }));
}

interface Span {
  first: number;
  last: number;
}

function findAll(text: string, plain: PlainText, pieces: Piece[]): { found: Found[]; innocent: Span[] } {
  const readings = pieces.map((piece) => readPiece(piece.text));
  const words = readings.map(([likeliest = '']) => likeliest);
  const found = findSpelled(pieces);
  const innocent: Span[] = [];
  for (const [at, piece] of pieces.entries()) {
    const judged = judgePiece(piece, readings[at] ?? [], () =>
      text
        .slice(plain.starts[piece.from], plain.ends[piece.to - 1])
        .normalize('NFC')
        .toLowerCase(),
    );
    if (judged) found.push({ first: at, last: at, ...judged });
    for (const { first, last, meaning } of phrasesAt(pieces, words, at)) {
      if (meaning) found.push({ first, last, form: meaning, certainty: 1 });
      else innocent.push({ first, last });
    }
  }
  return { found, innocent };
}

/** Some words are prohibited in one language and innocent in another; the language is asked for only if one is there. */
function gateOf(text: string): (form: Found['form']) => boolean {
  let detected: ReturnType<typeof detectLanguage> | null = null;
  return ({ gate }) => {
    if (!gate) return true;
    detected ??= detectLanguage(text);
    const isIn = detected.confidence >= SURE && gate.languages.includes(detected.language);
    return gate.kind === 'only' ? isIn : !isIn;
  };
}

function withoutOverlaps(sorted: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const one of sorted) {
    const before = kept.at(-1);
    if (!before || one.first > before.last) kept.push(one);
  }
  return kept;
}

function present({ first, last, form, certainty }: Found, plain: PlainText, pieces: Piece[]): ProhibitedWord {
  const start = plain.starts[pieces[first]?.from ?? 0] ?? 0;
  const end = plain.ends[(pieces[last]?.to ?? 1) - 1] ?? start;
  const { language, category, canonical } = form;
  return { start, length: end - start, language, category, score: round(gravity[category] * certainty), canonical };
}

function round(score: number): number {
  return Math.round(score * 100) / 100;
}
