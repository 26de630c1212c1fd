import { type Spoken, spokenSchema } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import { noVoice } from './speaker.js';

const RETRY_AFTER_MS = 5_000;

/** An answer of the function that speaks, whichever way it came. */
export interface SpeechAnswer {
  status: number;
  body: string;
}

/** Whether the same call may work a moment later. */
export function isPassing({ status }: SpeechAnswer): boolean {
  return status === 429 || status >= 500;
}

/**
 * What was spoken.
 * @throws {DomainError} `conflict` for a text without words, otherwise `unavailable`: what is wrong between us and the
 * function is nothing that a client could mend.
 */
export function readSpeechAnswer(answer: SpeechAnswer): Spoken {
  if (answer.status === 400) throw new DomainError('conflict', 'There is nothing to read aloud in this message.');
  const spoken = answer.status === 200 ? spokenSchema.safeParse(parseJson(answer.body)) : undefined;
  if (spoken?.success) return spoken.data;
  throw noVoice(RETRY_AFTER_MS, new Error(`The function that speaks answered ${answer.status}.`));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
