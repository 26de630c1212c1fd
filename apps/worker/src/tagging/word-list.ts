import { type Language } from './languages.js';

/** What kind of word it is; this is what a tag says of it, never the word. */
export const categories = ['vulgar', 'insult', 'sexual', 'slur', 'threat'] as const;
export type Category = (typeof categories)[number];

/**
 * Prohibited words of a language. A line of `words` is one word: its name, then, if it bends, a stem and endings: `-as` is an
 * ending, `-` none, `+small` a set of `endings`. `name!es` does not count in a Spanish text, where it says something else;
 * `name=pt` counts in a Portuguese text alone. A line of `phrases` is words one after the other; `a|b` is a choice.
 */
export interface WordList {
  language: Language;
  words: Partial<Record<Category, string>>;
  phrases: Partial<Record<Category, string>>;
  /** Parts that no innocent word has: found inside of longer words too. */
  inside: Partial<Record<Category, string>>;
  endings: Readonly<Record<string, string>>;
}
