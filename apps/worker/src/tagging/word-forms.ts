import { type Language, languages } from './languages.js';

/** In which languages a word counts, when it says something innocent in another. */
export interface Gate {
  kind: 'only' | 'not';
  languages: Language[];
}

export interface Expanded {
  canonical: string;
  gate: Gate | null;
  words: string[];
}

/** All forms of a line of a list; `word-list.ts` says how a line is written. */
export function expandLine(line: string, endings: Readonly<Record<string, string>>): Expanded {
  const [name = '', stem, ...rest] = line.split(/\s+/);
  const [, canonical = name, kind, gated = ''] = /^([^!=]+)(?:([!=])([a-z,]+))?$/.exec(name) ?? [];
  const gate: Gate | null = kind
    ? { kind: kind === '=' ? 'only' : 'not', languages: languages.filter((language) => gated.includes(language)) }
    : null;
  if (stem === undefined) return { canonical, gate, words: [canonical] };
  if (rest.length === 0) return { canonical, gate, words: [stem] };
  return { canonical, gate, words: rest.flatMap((ending) => bend(stem, ending, endings)) };
}

function bend(stem: string, ending: string, endings: Readonly<Record<string, string>>): string[] {
  if (ending.startsWith('-')) return [stem + ending.slice(1)];
  const set = endings[ending.slice(1)];
  if (set === undefined) throw new Error(`No set of endings is called ${ending}`);
  return set.split(' ').map((one) => stem + one);
}

/** A word, and how it is written by those who hear it: in Spanish and Portuguese a k for the hard c. */
export function respell(word: string, language: Language): string[] {
  if (language === 'en' || word.length < 5) return [word];
  const heard = word.replaceAll(/qu(?=[ei])|c(?![eihç])/g, 'k');
  return heard === word ? [word] : [word, heard];
}

/** Each letter once, however often it is repeated. */
export function squash(word: string): string {
  let at = 1;
  while (at < word.length && word[at] !== word[at - 1]) at += 1;
  if (at >= word.length) return word;
  let squashed = word.slice(0, at);
  for (; at < word.length; at += 1) if (word[at] !== word[at - 1]) squashed += word[at];
  return squashed;
}

/**
 * Whether a word is the form with letters repeated: `fuuuck` is `fuck`, `pera` is not `perra`. Both have the same letters. A
 * consonant written twice is no repetition, for it makes other words: `fodder`, `mammon`, `morrón`.
 */
export function isStretched(word: string, form: string): boolean {
  let at = 0;
  let doubled = 0;
  let stretched = 0;
  for (let start = 0; start < form.length;) {
    const wanted = runAt(form, start);
    const there = word[at] === form[start] ? runAt(word, at) : 0;
    if (there < wanted) return false;
    if (there === 2 && wanted === 1 && !'aeiou'.includes(word.charAt(at)) && at + 2 < word.length) doubled += 1;
    if (there > 2) stretched += 1;
    start += wanted;
    at += there;
  }
  return at === word.length && (doubled === 0 || stretched > 0);
}

function runAt(word: string, from: number): number {
  let length = 1;
  while (from + length < word.length && word[from + length] === word[from]) length += 1;
  return length;
}

/** Whether a word with stars in it may be the form; both are of one length. */
export function isMet(word: string, form: string): boolean {
  for (let at = 0; at < word.length; at += 1) {
    const character = word.charAt(at);
    if (!'*#%&'.includes(character) && character !== form[at]) return false;
  }
  return true;
}
