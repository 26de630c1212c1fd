import { type Locale, locales } from '@tertulia/contract';
import type { Messages } from './en.js';
import type { Plural } from './texts.js';

type Values = Record<string, string | number>;
type Catalogue<Texts> = Record<keyof Texts, string | Plural>;
type PluralKeyOf<Texts> = { [Key in keyof Texts]: Texts[Key] extends Plural ? Key : never }[keyof Texts];
/** A key of a text that does not depend on a number. */
export type TextKey = Exclude<keyof Messages, PluralKeyOf<Messages>>;

/** Finds texts of one language and fills their placeholders. */
export interface Translator<Texts extends Catalogue<Texts> = Messages> {
  locale: Locale;
  t: (key: Exclude<keyof Texts, PluralKeyOf<Texts>>, values?: Values) => string;
  /** The text for a count, by the plural rules of the language. */
  plural: (key: PluralKeyOf<Texts>, count: number, values?: Values) => string;
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
export function createTranslator<Texts extends Catalogue<Texts>>(language: {
  locale: Locale;
  messages: Texts;
}): Translator<Texts> {
  const { locale } = language;
  const messages: Catalogue<Texts> = language.messages;
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return {
    locale,
    t: (key, values) => fill(messages[key], 'other', values),
    plural: (key, count, values) => {
      const form = rules.select(count) === 'one' ? 'one' : 'other';
      return fill(messages[key], form, { ...values, count: numbers.format(count) });
    },
  };
}

function fill(entry: string | Plural, form: keyof Plural, values: Values | undefined): string {
  const text = typeof entry === 'string' ? entry : entry[form];
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
