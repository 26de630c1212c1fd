import { emojiValues } from './feeling-index.js';

/** A word, an emoji or the end of a sentence. */
export interface FeelingToken {
  kind: 'word' | 'emoji' | 'stop';
  /** Without accents, in small letters. */
  text: string;
  isLoud: boolean;
  /** Where it begins in the text. */
  start: number;
}

/** Words read of a text. */
const TOKENS_READ = 1_500;
// Every alternative begins with another character and none repeats within another: no way back.
const PARTS =
  /https?:\/\/\S+|[@#][\w.-]+|[\p{L}\p{M}]+(?:['’]\p{L}+)?|\p{Extended_Pictographic}|[:;=<>xXD()^]\S{0,3}|[.!?,;\n]/gu;

/** Cuts a text into what may say how somebody feels. */
export function toFeelingTokens(text: string): FeelingToken[] {
  const tokens: FeelingToken[] = [];
  const isAllLoud = text === text.toUpperCase();
  for (const { 0: part, index } of text.matchAll(PARTS)) {
    if (tokens.length >= TOKENS_READ) break;
    const token = toToken(part, index, isAllLoud);
    if (token) tokens.push(token);
  }
  return tokens;
}

function toToken(part: string, start: number, isAllLoud: boolean): FeelingToken | null {
  if (emojiValues.has(part)) return { kind: 'emoji', text: part, isLoud: false, start };
  if (/^[.!?,;\n]/.test(part)) return { kind: 'stop', text: part.charAt(0), isLoud: false, start };
  if (!/^\p{L}/u.test(part) || part.startsWith('http')) return null;
  const isLoud = !isAllLoud && part.length > 3 && part === part.toUpperCase();
  return { kind: 'word', text: plainWord(part), isLoud, start };
}

/** Small, without accents but with ñ, and no letter more than twice in a row. */
export function plainWord(word: string): string {
  const small = word.normalize('NFC').toLowerCase().replaceAll('’', "'");
  const bare = small.replaceAll('ñ', '\u0001').normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('\u0001', 'ñ');
  return bare.replaceAll(/(.)\1{2,}/gu, '$1');
}
