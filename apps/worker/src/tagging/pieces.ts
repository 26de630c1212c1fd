import { type PlainText } from './plain-text.js';

/** A part of a text between separators: a word, or what somebody made of one. Positions are those of the plain text. */
export interface Piece {
  from: number;
  to: number;
  /** The characters as they stand, `m1erd@`. */
  text: string;
  /** What stands between this piece and the one before, white space as one space; empty for the first. */
  separator: string;
  isName: boolean;
}

/** Signs that people put in the place of letters, and stars that hide one. */
const SIGNS = '@$!¡|€£+*#%&';
/** Those that may begin or end a word; the others are punctuation there. */
const LEADING = '$';
const TRAILING = '$@*';
/** Characters of a separator that are kept: two longer ones count as the same. */
const SEPARATOR_KEPT = 6;

/** Cuts a text into pieces; addresses and names of people are left out. */
export function toPieces(plain: PlainText): Piece[] {
  const pieces: Piece[] = [];
  const { characters } = plain;
  let last = 0;
  let at = 0;
  while (at < characters.length) {
    if (!isInside(characters[at])) {
      at += 1;
      continue;
    }
    const end = endOf(characters, at, isInside);
    const chunkEnd = isChunkStart(characters, at) ? endOf(characters, at, isSeen) : at;
    if (isName(characters, at, chunkEnd)) pieces.push(toName(characters, at, end));
    if (isName(characters, at, chunkEnd) || isAddress(characters, at, chunkEnd)) {
      at = last = chunkEnd;
      continue;
    }
    const piece = trim(characters, at, end);
    if (piece) {
      pieces.push({ ...piece, separator: separatorBetween(characters, last, piece.from), isName: false });
      last = piece.to;
    }
    at = end;
  }
  return pieces;
}

/** Whether it is a letter of any script, in small letters already. */
export function isLetter(character: string | undefined): boolean {
  if (character === undefined) return false;
  if (character >= 'a' && character <= 'z') return true;
  return character > '\u007f' && /\p{L}/u.test(character);
}

export function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function isInside(character: string | undefined): boolean {
  return isLetter(character) || isDigit(character) || (character !== undefined && SIGNS.includes(character));
}

function isSeen(character: string | undefined): boolean {
  return character !== undefined && character !== ' ';
}

function isChunkStart(characters: string[], at: number): boolean {
  return at === 0 || !isSeen(characters[at - 1]) || '(<["\'“«'.includes(characters[at - 1] ?? ' ');
}

function endOf(characters: string[], from: number, test: (character: string | undefined) => boolean): number {
  let end = from;
  while (end < characters.length && test(characters[end])) end += 1;
  return end;
}

/** `@ana` names somebody; but `@sshole` is a word, so a name is judged with its sign as a letter, and in no other way. */
function isName(characters: string[], from: number, to: number): boolean {
  return to - from > 1 && characters[from] === '@' && (isLetter(characters[from + 1]) || isDigit(characters[from + 1]));
}

function toName(characters: string[], from: number, to: number): Piece {
  return { from, to, text: characters.slice(from, to).join(''), separator: 'far', isName: true };
}

/** Who writes an address or names somebody did not choose the words in it: hosts, and paths are not judged. */
function isAddress(characters: string[], from: number, to: number): boolean {
  if (to - from < 2) return false;
  const beginning = characters.slice(from, Math.min(to, from + 20)).join('');
  if (/^(?:[a-z][a-z\d+.-]{1,15}:\/\/|www\.)/.test(beginning)) return true;
  let sign = from;
  while (sign < to && characters[sign] !== '@') sign += 1;
  return /^[\w-]{1,63}\.[a-z]/.test(characters.slice(sign + 1, Math.min(to, sign + 70)).join(''));
}

function trim(characters: string[], from: number, to: number): Pick<Piece, 'from' | 'to' | 'text'> | null {
  // A sign alone between spaces may be a letter of a word that is spelled out.
  if (to - from === 1) return { from, to, text: characters[from] ?? '' };
  let first = from;
  let end = to;
  const isWord = (at: number) => isLetter(characters[at]) || isDigit(characters[at]);
  while (first < end && !isWord(first) && !LEADING.includes(characters[first] ?? ' ')) first += 1;
  while (end > first && !isWord(end - 1) && !isEnding(characters, first, end - 1, from)) end -= 1;
  if (first >= end) return null;
  return { from: first, to: end, text: characters.slice(first, end).join('') };
}

/** Stars at the end hide letters, unless there were stars before the word as well: then it is written in bold. */
function isEnding(characters: string[], first: number, at: number, from: number): boolean {
  const character = characters[at] ?? ' ';
  return TRAILING.includes(character) && !(character === '*' && first > from);
}

function separatorBetween(characters: string[], from: number, to: number): string {
  if (to - from > 40) return 'far';
  if (to - from === 1) return characters[from] ?? '';
  const separator = characters.slice(from, to).join('').replace(/ +/g, ' ');
  return separator.slice(0, SEPARATOR_KEPT);
}
