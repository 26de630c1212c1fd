import { type Locale, locales } from '@tertulia/contract';
import type { Messages } from './en.js';
import type { Plural } from './texts.js';

/** What the placeholders of a text stand for. */
export type Values = Record<string, string | number>;
type PluralKey = { [Key in keyof Messages]: Messages[Key] extends Plural ? Key : never }[keyof Messages];
/** A key of a text that does not depend on a number. */
export type TextKey = Exclude<keyof Messages, PluralKey>;

/** Finds texts of one language and fills their placeholders. */
export interface Translator {
  locale: Locale;
  t: (key: TextKey, values?: Values) => string;
  /** The text for a count, by the plural rules of the language. */
  plural: (key: PluralKey, count: number, values?: Values) => string;
}

/** One language with its texts. */
export interface Language {
  locale: Locale;
  messages: Messages;
}

/** Fetches the texts of a language: each is a file of its own, so that nobody loads three. */
export async function loadLanguage(locale: Locale): Promise<Language> {
  if (locale === 'es') return { locale, messages: (await import('./es.js')).es };
  if (locale === 'pt-BR') return { locale, messages: (await import('./pt-br.js')).ptBr };
  return { locale, messages: (await import('./en.js')).en };
}

/** Makes the translator of one language. */
export function createTranslator({ locale, messages }: Language): Translator {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return {
    locale,
    t: (key, values) => fillText(messages[key], values),
    plural: (key, count, values) => {
      const text = rules.select(count) === 'one' ? messages[key].one : messages[key].other;
      return fillText(text, { ...values, count: numbers.format(count) });
    },
  };
}

/** A text with its placeholders filled. */
export function fillText(text: string, values: Values | undefined): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The first language of a browser's list that there are texts for; English when there is none. */
export function chooseLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-', 1)[0];
    const found = locales.find((locale) => locale.toLowerCase().split('-', 1)[0] === language);
    if (found) return found;
  }
  return 'en';
}
