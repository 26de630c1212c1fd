import { detectLanguage } from './detect-language.js';
import { feelingIndexes } from './feeling-index.js';
import { toFeelingTokens } from './feeling-tokens.js';
import { type Sums, type Swearing, weigh, type Weighed } from './feeling-walk.js';
import { type Language, languages } from './languages.js';
import { type SentimentLabel } from './sentiment-label.js';
import { findProhibited } from './words.js';

/** How a text sounds; the score, from 0 to 1, says how strongly. */
export interface Sentiment {
  label: SentimentLabel;
  score: number;
  language: Language;
}

/** Less than this, and nothing was said. */
const AUDIBLE = 1;
/** Without a "but", both sides must have said this much, and nearly alike, for a text to be mixed. */
const MIXED = 1.2;
const MIXED_BALANCE = 0.5;
/** What is left of the part of a sentence that its "but" or "although" makes less of. */
const LESS = 0.6;
const EXCLAMATION = 0.08;
const EXCLAMATIONS = 3;
/** How the sum becomes a score below 1; as in VADER (Hutto and Gilbert, 2014). */
const NORMAL = 15;
/** Below this the words of the other languages count too. */
const SURE = 0.35;

/** Judges a text by its words, their negations and what comes after a "but"; pure, and linear in the text. */
export function sentimentOf(text: string): Sentiment {
  const { language, confidence } = detectLanguage(text);
  const tokens = toFeelingTokens(text);
  const others = confidence < SURE ? languages.filter((other) => other !== language) : [];
  const indexes = [language, ...others].map((one) => feelingIndexes[one]);
  const exclamations = tokens.filter(({ text: sign }) => sign === '!').length;
  const loudness = 1 + Math.min(EXCLAMATIONS, exclamations) * EXCLAMATION;
  return { ...decide(weigh(tokens, indexes, swearingIn(text)), loudness), language };
}

function decide({ parts, divider }: Weighed, loudness: number): Omit<Sentiment, 'language'> {
  const sides = parts.map(({ positive, negative }) => positive - negative).filter((side) => Math.abs(side) >= AUDIBLE);
  const all = sumOf(parts, divider);
  const isDivided = sides.some((side) => side > 0) && sides.some((side) => side < 0);
  const [less, more] = all.positive < all.negative ? [all.positive, all.negative] : [all.negative, all.positive];
  if (isDivided || (less >= MIXED && less / more >= MIXED_BALANCE))
    return { label: 'mixed', score: round(less / more) };
  const sum = (all.positive - all.negative) * loudness;
  if (Math.abs(sum) < AUDIBLE) return { label: 'neutral', score: 0 };
  return { label: sum > 0 ? 'positive' : 'negative', score: round(Math.abs(sum) / Math.sqrt(sum * sum + NORMAL)) };
}

/** The last part counts in full and the others less; after an "although" it is the other way round. */
function sumOf(parts: readonly Sums[], divider: Weighed['divider']): Sums {
  const last = parts.length - 1;
  const total: Sums = { positive: 0, negative: 0 };
  for (const [at, { positive, negative }] of parts.entries()) {
    const isLess = last > 0 && (divider === 'concession' ? at === last : at < last);
    total.positive += positive * (isLess ? LESS : 1);
    total.negative += negative * (isLess ? LESS : 1);
  }
  return total;
}

function swearingIn(text: string): Swearing {
  return new Map(
    findProhibited(text).map(({ start, category }) => [
      start,
      category === 'vulgar' || category === 'sexual' ? 'swearing' : 'offence',
    ]),
  );
}

function round(score: number): number {
  return Math.round(score * 100) / 100;
}
