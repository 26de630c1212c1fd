import type { Locale } from '@tertulia/contract';
import type { enWebhooks } from './en-webhooks.js';
import { textsApart } from './texts-apart.js';

/** What every language says about webhooks. */
export type WebhookTexts = Record<keyof typeof enWebhooks, string>;

/** Fetches the texts about webhooks in a language. */
export async function loadWebhookTexts(locale: Locale): Promise<WebhookTexts> {
  if (locale === 'es') return (await import('./es-webhooks.js')).esWebhooks;
  if (locale === 'pt-BR') return (await import('./pt-br-webhooks.js')).ptBrWebhooks;
  return (await import('./en-webhooks.js')).enWebhooks;
}

const useWebhooks = textsApart(loadWebhookTexts);

/** The texts about webhooks in the current language; a `Suspense` above waits for them. */
export function useWebhookTexts() {
  return useWebhooks().t;
}
