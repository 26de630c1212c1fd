import { english } from './words-en.js';
import { spanish } from './words-es.js';
import { portuguese } from './words-pt.js';
import { innocentPhrases, innocentWords } from './innocent-words.js';
import { type Language } from './languages.js';
import { fold } from './plain-text.js';
import { expandLine, type Gate, isMet, isStretched, respell, squash } from './word-forms.js';
import { categories, type Category, type WordList } from './word-list.js';

/** One prohibited word in one of its forms. */
export interface Form {
  text: string;
  canonical: string;
  category: Category;
  language: Language;
  gate: Gate | null;
}

/** Words one after the other, each with its choices; no meaning: they make innocent what they cover. */
export interface Phrase {
  words: string[][];
  meaning: Omit<Form, 'text'> | null;
}

const lists: readonly WordList[] = [spanish, portuguese, english];

const forms = new Map<string, Form[]>();
const beginnings = new Set<string>();
const masked = new Map<string, Form[]>();
const phrases = new Map<string, Phrase[]>();
const innocentFolded = new Set([...innocentWords].map(fold));

const insides = gatherInsides();
fill();

/** @returns the form that a word is, written with letters repeated or not: `miieerda` is `mierda`, `pera` is not `perra`. */
export function findForm(word: string): Form | null {
  return forms.get(squash(word))?.find((form) => isStretched(word, form.text)) ?? null;
}

/** Whether some form begins so; tells when spelling out need not go on. */
export function isBeginning(squashed: string): boolean {
  return beginnings.has(squashed);
}

/** @returns the form that a word with hidden letters is, `m*erda`; at least half of the letters are seen. */
export function findMasked(word: string): Form | null {
  if (word === 'f***') return findForm('fuck');
  const seen = word.replaceAll(/[*#%&]/g, '').length;
  if (seen < 2 || seen * 2 < word.length) return null;
  return masked.get(maskKey(word))?.find((form) => isMet(word, form.text)) ?? null;
}

/** @returns a part that no innocent word has, with where it begins in the word. */
export function findInside(word: string): { form: Form; at: number } | null {
  for (const form of insides) {
    const at = word.indexOf(form.text);
    if (at >= 0) return { form, at };
  }
  return null;
}

export function phrasesBeginningWith(word: string): readonly Phrase[] {
  return phrases.get(squash(word)) ?? [];
}

/** @param shown the word as it is written, small; an accent may be what makes it innocent. */
export function isInnocent(shown: string, plain: string): boolean {
  return innocentWords.has(shown) || (innocentFolded.has(plain) && !forms.has(squash(plain)));
}

function fill(): void {
  for (const list of lists) {
    for (const category of categories) {
      for (const line of linesOf(list.words[category])) {
        const { canonical, gate, words } = expandLine(line, list.endings);
        const meaning = { canonical, category, language: list.language, gate };
        for (const word of new Set(words.flatMap((form) => respell(fold(form), list.language)))) {
          addForm({ ...meaning, text: word });
        }
      }
      for (const line of linesOf(list.phrases[category])) {
        addPhrase(line, { canonical: line, category, language: list.language, gate: null });
      }
    }
  }
  for (const line of innocentPhrases) addPhrase(line, null);
}

function addForm(form: Form): void {
  const key = squash(form.text);
  const same = forms.get(key) ?? [];
  if (same.some(({ text, gate }) => text === form.text && !gate)) return;
  forms.set(key, [...same, form]);
  for (let length = 1; length <= key.length; length += 1) beginnings.add(key.slice(0, length));
  if (form.text.length < 4 || form.gate) return;
  const place = maskKey(form.text);
  masked.set(place, [...(masked.get(place) ?? []), form]);
}

function addPhrase(line: string, meaning: Phrase['meaning']): void {
  const words = line.split(' ').map((choice) => choice.split('|').map(fold));
  for (const first of words[0] ?? []) {
    const key = squash(first);
    phrases.set(key, [...(phrases.get(key) ?? []), { words, meaning }]);
  }
}

function gatherInsides(): Form[] {
  return lists.flatMap((list) =>
    categories.flatMap((category) =>
      (list.inside[category] ?? '')
        .split(' ')
        .filter(Boolean)
        .map((text) => ({ text, canonical: text, category, language: list.language, gate: null })),
    ),
  );
}

function linesOf(block: string | undefined): string[] {
  return (block ?? '').split('\n').filter(Boolean);
}

function maskKey(word: string): string {
  return `${word.charAt(0)}${word.length}`;
}
