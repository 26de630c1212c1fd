import { displayNameSchema, handleSchema, limits, makeMarkSchema } from '@tertulia/contract';
import type { TextKey } from '../i18n/translate.js';

/** What is wrong with a display name, as a text; nothing when it can be taken. */
export function displayNameProblem(text: string): TextKey | undefined {
  if (displayNameSchema.safeParse(text).success) return undefined;
  if (text.trim() === '') return 'nameEmpty';
  return text.trim().length > limits.displayNameLength ? 'nameTooLong' : 'nameBadSigns';
}

/** What is wrong with a handle. */
export function handleProblem(text: string): TextKey | undefined {
  if (handleSchema.safeParse(text).success) return undefined;
  const handle = text.normalize('NFKC').trim();
  if (handle.length < 2) return 'handleTooShort';
  if (handle.length > limits.handleLength) return 'handleTooLong';
  return /^[\p{L}\p{M}\p{N}_.-]+$/u.test(handle) ? 'handleBadEnds' : 'handleBadSigns';
}

/** What is wrong with a passphrase. */
export function passphraseProblem(text: string): TextKey | undefined {
  if (makeMarkSchema.safeParse({ passphrase: text }).success) return undefined;
  return text.length < limits.passphraseMinimum ? 'passphraseTooShort' : 'passphraseBad';
}
