import { isDigit, isLetter } from './pieces.js';

/** What a digit or a sign may stand for; the likelier letter first. */
const meanings: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'il',
  '3': 'e',
  '4': 'au',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'ao',
  $: 's',
  '!': 'il',
  '¡': 'il',
  '|': 'il',
  '€': 'e',
  '£': 'l',
  '+': 't',
  ñ: 'ñn',
  ç: 'çc',
};

/** Readings of one piece that are tried: four signs of two meanings each. */
const READINGS = 16;
/** A piece longer than any word, with signs in it, is read in one way alone. */
const LONGEST = 60;

/** The letters that one character may stand for; itself when it is a letter, nothing when it stands for none. */
export function readingsOf(character: string): string {
  return meanings[character] ?? (isLetter(character) ? character : '');
}

/** All words that a piece may be meant as, `m1erd@` → `mierda`, `mierdo`…; none when a sign in it stands for no letter. */
export function readPiece(text: string): string[] {
  if (isPlain(text)) return [text];
  if (letterCount(text) < 2) return [];
  let readings = [''];
  for (const character of text) {
    const letters = readingsOf(character);
    if (letters === '') return [];
    const isWide = letters.length > 1 && text.length <= LONGEST && readings.length * letters.length <= READINGS;
    const chosen = isWide ? letters.split('') : [letters.slice(0, 1)];
    readings = chosen.flatMap((letter) => readings.map((reading) => reading + letter));
  }
  return readings;
}

/** The words beside signs and without the digits around them, `¡genial!puta99` → `genial`, `puta`; none for a plain word. */
export function partsOf(text: string): string[] {
  if (isPlain(text)) return [];
  const parts = text.split(/[^\p{L}\d]+/u).map((part) => withoutEdges(part));
  return parts.filter((part) => part.length >= 3 && part !== text && isPlain(part));
}

/** `f*u*c*k` is `fuck`: single letters with one and the same sign between them. */
export function withoutStars(text: string): string | null {
  const sign = text.charAt(1);
  if (text.length < 5 || text.length % 2 === 0 || isLetter(sign) || isDigit(sign)) return null;
  let word = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (at % 2 === 1 ? character !== sign : !isLetter(character)) return null;
    if (at % 2 === 0) word += character;
  }
  return word;
}

function withoutEdges(part: string): string {
  let from = 0;
  let to = part.length;
  while (from < to && isDigit(part[from])) from += 1;
  while (to > from && isDigit(part[to - 1])) to -= 1;
  return part.slice(from, to);
}

function isPlain(text: string): boolean {
  for (const character of text) {
    if (!isLetter(character) || character === 'ñ' || character === 'ç') return false;
  }
  return true;
}

function letterCount(text: string): number {
  let count = 0;
  for (const character of text) if (isLetter(character)) count += 1;
  return count;
}
