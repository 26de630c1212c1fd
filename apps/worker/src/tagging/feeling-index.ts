import { emojiFeelings } from './emoji-feelings.js';
import { type Feelings } from './feelings.js';
import { englishFeelings } from './feelings-en.js';
import { spanishFeelings } from './feelings-es.js';
import { portugueseFeelings } from './feelings-pt.js';
import { type Language } from './languages.js';

/** What a word does to the feeling of its sentence. */
export type Role = 'negation' | 'booster' | 'softener' | 'contrast' | 'concession';

/** The feelings of one language, ready to be asked. */
export interface FeelingIndex {
  values: Map<string, number>;
  /** Beginnings of words, longest asked first. */
  beginnings: Map<string, number>;
  roles: Map<string, Role>;
}

/** Words of the longest phrase. */
export const LONGEST_PHRASE = 6;
const SHORTEST_BEGINNING = 3;
const LONGEST_BEGINNING = 16;

export const feelingIndexes: Record<Language, FeelingIndex> = {
  es: index(spanishFeelings),
  pt: index(portugueseFeelings),
  en: index(englishFeelings),
};

export const emojiValues = new Map(read(emojiFeelings));

/** The value of a word or of words joined by `_`; 0 for what says nothing. */
export function valueOf({ values, beginnings }: FeelingIndex, word: string): number {
  const exact = values.get(word);
  if (exact !== undefined) return exact;
  for (let length = Math.min(word.length, LONGEST_BEGINNING); length >= SHORTEST_BEGINNING; length -= 1) {
    const value = beginnings.get(word.slice(0, length));
    if (value !== undefined) return value;
  }
  return 0;
}

function index(feelings: Feelings): FeelingIndex {
  const all = read(feelings.values);
  const roles = new Map<string, Role>();
  const put = (words: string, role: Role) => words.split(' ').forEach((word) => roles.set(word, role));
  put(feelings.negations, 'negation');
  put(feelings.boosters, 'booster');
  put(feelings.softeners, 'softener');
  put(feelings.contrasts, 'contrast');
  put(feelings.concessions, 'concession');
  return {
    values: new Map(all.filter(([word]) => !word.endsWith('*'))),
    beginnings: new Map(all.filter(([word]) => word.endsWith('*')).map(([word, value]) => [word.slice(0, -1), value])),
    roles,
  };
}

function read(lines: string): [string, number][] {
  return lines
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const [value, ...words] = line.split(' ');
      return words.map((word): [string, number] => [word, Number(value)]);
    });
}
