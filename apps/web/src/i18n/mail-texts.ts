import type { Locale } from '@tertulia/contract';
import { use, useCallback, useDeferredValue } from 'react';
import type { enMail } from './en-mail.js';
import { useLocale } from './locale-context.js';
import { fillText, type Values } from './translate.js';

/** What every language says about mail. */
export type MailTexts = Record<keyof typeof enMail, string>;
export type MailTextKey = keyof MailTexts;
export type TranslateMail = (key: MailTextKey, values?: Values) => string;

const fetched = new Map<Locale, Promise<MailTexts>>();

async function fetchMailTexts(locale: Locale): Promise<MailTexts> {
  if (locale === 'es') return (await import('./es-mail.js')).esMail;
  if (locale === 'pt-BR') return (await import('./pt-br-mail.js')).ptBrMail;
  return (await import('./en-mail.js')).enMail;
}

/** Fetches the texts about mail in a language, once; what failed is asked for again the next time. */
export function loadMailTexts(locale: Locale): Promise<MailTexts> {
  const known = fetched.get(locale);
  if (known) return known;
  const texts = fetchMailTexts(locale);
  fetched.set(locale, texts);
  texts.catch(() => fetched.delete(locale));
  return texts;
}

/** The texts about mail in the current language. Suspends until they are there; another language is shown when it has come. */
export function useMailTexts(): TranslateMail {
  const { locale } = useLocale();
  const texts = use(loadMailTexts(useDeferredValue(locale)));
  return useCallback((key, values) => fillText(texts[key], values), [texts]);
}
