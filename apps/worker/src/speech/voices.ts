import type { Language } from '../tagging/languages.js';

export type { Language } from '../tagging/languages.js';

/** Neural voices of Amazon Polly, one a language. Source: Polly developer guide, "Available voices". */
export const pollyVoices = {
  es: { id: 'Mia', code: 'es-MX' },
  pt: { id: 'Camila', code: 'pt-BR' },
  en: { id: 'Joanna', code: 'en-US' },
} as const satisfies Record<Language, { id: string; code: string }>;

/** Voices of espeak-ng, the program and its form in WebAssembly. */
export const espeakVoices: Record<Language, string> = { es: 'es-419', pt: 'pt-br', en: 'en-us' };
