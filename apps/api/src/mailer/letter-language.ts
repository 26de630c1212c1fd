import type { Locale } from '@tertulia/contract';
import Handlebars from 'handlebars';
import type { LetterWords, Plural } from './letter-words.js';
import { wordsEn } from './words-en.js';
import { wordsEs } from './words-es.js';
import { wordsPtBr } from './words-pt-br.js';

const letterWords: Record<Locale, LetterWords> = { es: wordsEs, 'pt-BR': wordsPtBr, en: wordsEn };

const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** Puts values into one of our sentences. A value is data: braces in it mean nothing. Nothing is escaped here. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  // Only constants come here, so this holds as many as there are.
  let template = compiled.get(sentence);
  if (!template) {
    template = Handlebars.compile(sentence, { noEscape: true, strict: true });
    compiled.set(sentence, template);
  }
  return template(values);
}

/** A reader's language: its words, its plurals and how it writes a time. */
export class LetterLanguage {
  readonly words: LetterWords;

  constructor(readonly locale: Locale) {
    this.words = letterWords[locale];
  }

  /** The forms for one spell it out ("una sala"), so that they are for exactly one, whatever a language does with 0. */
  plural(forms: Plural, count: number, values: Record<string, string> = {}): string {
    return fill(count === 1 ? forms.one : forms.other, { ...values, count });
  }

  /** Day and time of day in the time zone; the whole of it, because a letter may be read days later. */
  time(at: string, timeZone: string): string {
    const text = new Intl.DateTimeFormat(this.locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: knownZone(timeZone),
    }).format(new Date(at));
    // Versions of the Unicode data differ in which blank stands before "PM".
    return text.replace(/\s/g, ' ');
  }
}

/** The time zone itself, or UTC where this machine does not know it. */
export function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
