import type { Locale } from '@tertulia/contract';
import type { enMail } from './en-mail.js';
import { textsApart } from './texts-apart.js';

/** What every language says about mail. */
export type MailTexts = Record<keyof typeof enMail, string>;
export type MailTextKey = keyof MailTexts;

/** Fetches the texts about mail in a language. */
export async function loadMailTexts(locale: Locale): Promise<MailTexts> {
  if (locale === 'es') return (await import('./es-mail.js')).esMail;
  if (locale === 'pt-BR') return (await import('./pt-br-mail.js')).ptBrMail;
  return (await import('./en-mail.js')).enMail;
}

const useMail = textsApart(loadMailTexts);

/** The texts about mail in the current language; a `Suspense` above waits for them. */
export function useMailTexts() {
  return useMail().t;
}
