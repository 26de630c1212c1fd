import { emojiValues, type FeelingIndex, LONGEST_PHRASE, type Role, valueOf } from './feeling-index.js';
import { type FeelingToken } from './feeling-tokens.js';

/** How much was said for and against in one part of a text. */
export interface Sums {
  positive: number;
  negative: number;
}

/** What a prohibited word in the text adds, by where it begins. */
export type Swearing = ReadonlyMap<number, 'offence' | 'swearing'>;

const NEGATED = -0.7;
const NEGATION_REACH = 4;
const BOOST = 1.4;
const SOFTEN = 0.6;
const LOUD = 1.2;
/** A swear word alone is against; beside praise it is praise, louder. */
const SWEARING = 1.8;
const OFFENCE = 2.5;

/** What the walk through a text carries along. */
interface Walk {
  /** One for each part; a "but" begins the next. */
  parts: Sums[];
  /** Tokens for which a negation still holds. */
  negated: number;
  factor: number;
  isSwearing: boolean;
}

/** A text's parts, as a "but" divides them, and whether the later part weighs more or, after an "although", less. */
export interface Weighed {
  parts: Sums[];
  divider: Role | null;
}

/** Adds up what words, emoji and swearing say, with what stands before them. */
export function weigh(tokens: readonly FeelingToken[], indexes: readonly FeelingIndex[], swearing: Swearing): Weighed {
  const walk: Walk = { parts: [{ positive: 0, negative: 0 }], negated: 0, factor: 1, isSwearing: false };
  let divider: Role | null = null;
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at];
    if (token?.kind !== 'word') {
      weighSign(walk, token);
      at += 1;
      continue;
    }
    const reading = readWords(tokens, at, indexes);
    if (isDivider(reading.role)) {
      divider = reading.role;
      beginPart(walk);
    } else weighWords(walk, token, reading);
    if (reading.value <= 0) swear(walk, tokens.slice(at, at + reading.length), swearing);
    at += reading.length;
  }
  settle(walk);
  return { parts: walk.parts, divider };
}

function weighSign(walk: Walk, token: FeelingToken | undefined): void {
  if (token?.kind === 'emoji') add(walk, emojiValues.get(token.text) ?? 0);
  else rest(walk);
}

function weighWords(walk: Walk, token: FeelingToken, { value, role }: Reading): void {
  if (role === 'negation') walk.negated = NEGATION_REACH;
  else if (role === 'booster') walk.factor = BOOST;
  else if (role === 'softener') walk.factor = SOFTEN;
  else if (value !== 0) {
    add(walk, value * walk.factor * (token.isLoud ? LOUD : 1) * (walk.negated > 0 ? NEGATED : 1));
    rest(walk);
  } else walk.negated = Math.max(0, walk.negated - 1);
}

function swear(walk: Walk, tokens: readonly FeelingToken[], swearing: Swearing): void {
  for (const { start } of tokens) {
    const kind = swearing.get(start);
    if (kind === 'offence') add(walk, -OFFENCE);
    if (kind === 'swearing') walk.isSwearing = true;
  }
}

function beginPart(walk: Walk): void {
  settle(walk);
  walk.parts.push({ positive: 0, negative: 0 });
}

function settle(walk: Walk): void {
  const part = walk.parts.at(-1);
  if (part && walk.isSwearing) {
    if (part.positive > part.negative) part.positive *= BOOST;
    else part.negative += SWEARING;
  }
  walk.isSwearing = false;
  rest(walk);
}

function rest(walk: Walk): void {
  walk.negated = 0;
  walk.factor = 1;
}

function add(walk: Walk, value: number): void {
  const part = walk.parts.at(-1);
  if (!part) return;
  if (value > 0) part.positive += value;
  else part.negative -= value;
}

function isDivider(role: Role | undefined): role is 'contrast' | 'concession' {
  return role === 'contrast' || role === 'concession';
}

interface Reading {
  role: Role | undefined;
  value: number;
  /** Tokens that were taken: a phrase is taken as one. */
  length: number;
}

/** The longest phrase that begins here, else the word; the language of the text is asked before the others. */
function readWords(tokens: readonly FeelingToken[], at: number, indexes: readonly FeelingIndex[]): Reading {
  const words: string[] = [];
  while (words.length < LONGEST_PHRASE && tokens[at + words.length]?.kind === 'word') {
    words.push(tokens[at + words.length]?.text ?? '');
  }
  for (let length = words.length; length > 0; length -= 1) {
    const phrase = words.slice(0, length).join('_');
    for (const index of indexes) {
      const role = index.roles.get(phrase);
      if (role) return { role, value: 0, length };
      const value = length > 1 ? (index.values.get(phrase) ?? 0) : valueOf(index, phrase);
      if (value !== 0) return { role: undefined, value, length };
    }
  }
  return { role: undefined, value: 0, length: 1 };
}
