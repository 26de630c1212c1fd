/** A text as it is compared: one small letter, digit or sign each, and where it stands in the original. */
export interface PlainText {
  characters: string[];
  starts: number[];
  ends: number[];
}

/** Letters of other scripts and signs that look like Latin letters; only what is used to write words of the lists. */
const lookalikes = new Map(
  pairs(
    'аa еe оo рp сc уy хx ѕs іi јj һh ԁd ԛq ԝw кk мm тt вb нh гr пn иu' +
      ' αa βb εe ηn ιi κk νv οo ρp τt υu χx γy ωw ıi øo łl đd ħh ŧt ʀr ɡg ɑa ɪi ʟl ɴn ᴀa ᴄc ᴅd ᴇe ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu',
  ),
);

/** Letters in boxes and circles that Unicode does not take apart; each begins an alphabet. */
const alphabets = [0x1f150, 0x1f170, 0x1f1e6] as const;

const MARK = /\p{M}/u;
const IGNORED = /\p{Default_Ignorable_Code_Point}/u;
const TILDE = '\u0303';
const CEDILLA = '\u0327';

/**
 * Takes a text to plain letters: small, without accents (ñ and ç are letters of their own), of one width and one script,
 * without what is not seen. White space is a space.
 */
export function toPlain(text: string): PlainText {
  const plain: PlainText = { characters: [], starts: [], ends: [] };
  let at = 0;
  for (const character of text) {
    const end = at + character.length;
    const code = character.charCodeAt(0);
    if (code < 128) put(plain, code <= 32 ? ' ' : character.toLowerCase(), at, end);
    else putWide(plain, character, at, end);
    at = end;
  }
  return plain;
}

/** The same for a word of a list. */
export function fold(word: string): string {
  return toPlain(word).characters.join('');
}

function putWide(plain: PlainText, character: string, start: number, end: number): void {
  for (const part of partsOf(character)) {
    if (MARK.test(part)) addMark(plain, part, end);
    else put(plain, part, start, end);
  }
}

/** What was taken apart once; bounded, so that a text of all of Unicode fills no memory. */
const taken = new Map<string, readonly string[]>();
const TAKEN_KEPT = 4_000;

function partsOf(character: string): readonly string[] {
  const known = taken.get(character);
  if (known) return known;
  const parts = takeApart(character);
  if (taken.size < TAKEN_KEPT) taken.set(character, parts);
  return parts;
}

function takeApart(character: string): string[] {
  if (IGNORED.test(character)) return [];
  const small = letterOf(character).normalize('NFKD').toLowerCase().normalize('NFKD');
  return Array.from(small, (part) => (/\s/u.test(part) ? ' ' : (lookalikes.get(part) ?? part)));
}

function letterOf(character: string): string {
  if (character === 'ß') return 'ss';
  const code = character.codePointAt(0) ?? 0;
  const begin = alphabets.find((first) => code >= first && code < first + 26);
  return begin === undefined ? character : String.fromCharCode(97 + code - begin);
}

function addMark(plain: PlainText, mark: string, end: number): void {
  const last = plain.characters.length - 1;
  const letter = plain.characters[last];
  if (letter === undefined) return;
  if (mark === TILDE && letter === 'n') plain.characters[last] = 'ñ';
  if (mark === CEDILLA && letter === 'c') plain.characters[last] = 'ç';
  plain.ends[last] = end;
}

function put(plain: PlainText, character: string, start: number, end: number): void {
  plain.characters.push(character);
  plain.starts.push(start);
  plain.ends.push(end);
}

function pairs(text: string): [string, string][] {
  return text.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]);
}
