import type { Locale } from '@tertulia/contract';
import type { EmojiData } from 'frimousse';

/** One emoji with the words that it is found by. */
export interface EmojiName {
  emoji: string;
  label: string;
  tags: readonly string[];
}

/** Names and categories of all emoji in a language; a file of this build, fetched when it is first wanted. */
export async function loadEmojiData(locale: Locale): Promise<EmojiData> {
  if (locale === 'es') return (await import('virtual:emoji/es')).default;
  if (locale === 'pt-BR') return (await import('virtual:emoji/pt')).default;
  return (await import('virtual:emoji/en')).default;
}

/** The emoji of a language by name; none while they cannot be fetched. */
export async function loadEmoji(locale: Locale): Promise<readonly EmojiName[]> {
  try {
    return (await loadEmojiData(locale)).emojis;
  } catch {
    return [];
  }
}
