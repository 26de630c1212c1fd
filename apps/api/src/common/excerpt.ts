import { limits } from '@tertulia/contract';

/** The first characters of a text for a reference to it, never cut inside of a character. */
export function excerptOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  if (line.length <= limits.excerptLength) return line;
  const cut = line.slice(0, limits.excerptLength);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
