import { limits } from '@tertulia/contract';

/** Stands for a picture where nothing is said about it. */
const PICTURE_SIGN = '🖼️';

/** What a message says in words: its text or, with pictures alone, what the first of them with a description shows. */
export function wordsOf(text: string, pictures: readonly { alt: string | null }[] = []): string {
  if (text !== '' || pictures.length === 0) return text;
  const alt = pictures.find((picture) => picture.alt !== null)?.alt;
  return alt ? `${PICTURE_SIGN} ${alt}` : PICTURE_SIGN;
}

/** The first characters of a message for a reference to it, never cut inside of a character. */
export function excerptOf(text: string, pictures?: readonly { alt: string | null }[]): string {
  const line = wordsOf(text, pictures).replace(/\s+/gu, ' ');
  if (line.length <= limits.excerptLength) return line;
  const cut = line.slice(0, limits.excerptLength);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
