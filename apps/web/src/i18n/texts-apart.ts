import type { Locale } from '@tertulia/contract';
import { use } from 'react';
import { useLocale } from './locale-context.js';
import { createTranslator, type Translator } from './translate.js';
import type { Plural } from './texts.js';

/**
 * Texts that are fetched with the part of the app that shows them. The component waits for them, so that there is a
 * `Suspense` above it; texts that could not be fetched are asked for again with the next attempt to draw it.
 */
export function textsApart<Texts extends Record<keyof Texts, string | Plural>>(
  load: (locale: Locale) => Promise<Texts>,
): () => Translator<Texts> {
  const known = new Map<Locale, Promise<Translator<Texts>>>();
  const find = (locale: Locale) => {
    const found = known.get(locale) ?? load(locale).then((messages) => createTranslator({ locale, messages }));
    known.set(locale, found);
    found.catch(() => known.delete(locale));
    return found;
  };
  return function useTextsApart() {
    return use(find(useLocale().locale));
  };
}
