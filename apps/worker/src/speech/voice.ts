import type { Language } from './voices.js';

/** Who turns text into sound. */
export interface Voice {
  readonly contentType: SoundType;
  /** Which voice reads a language; other sound comes with another name, since sound is kept under it. */
  nameIn(language: Language): string;
  /**
   * @throws {VoiceUnavailableError} when the same may work later; whatever else is thrown stays wrong.
   */
  speak(text: string, language: Language, signal: AbortSignal): Promise<Uint8Array>;
}

/** The forms of sound that every browser plays, and how the names of their files end. */
export const soundEndings = { 'audio/mpeg': 'mp3', 'audio/wav': 'wav' } as const;
export type SoundType = keyof typeof soundEndings;

/** Bytes of one spoken text at most: 3,000 characters as WAV of 22,050 Hz are some 9 MB. */
export const MOST_SOUND_BYTES = 24 * 1024 * 1024;

/** The voice is overloaded, away or did not answer in time; the same call may work later. */
export class VoiceUnavailableError extends Error {
  override name = 'VoiceUnavailableError';
}
