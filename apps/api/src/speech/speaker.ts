import type { Spoken } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';

/** Token of whoever speaks. */
export const SPEAKER = Symbol('SPEAKER');

/** Who speaks texts: a function behind API Gateway, the embedded worker, or nobody. */
export interface Speaker {
  /**
   * Has a text spoken and its sound stored; the same text again is found there.
   * @throws {DomainError} `conflict` when there is nothing to say in it, `unavailable` when nobody speaks now.
   */
  speak(text: string): Promise<Spoken>;
  /** Ends what is under way. */
  close?(): void;
}

/** Nobody speaks here or now; clients have a voice of their own. */
export function noVoice(retryAfterMs: number, cause?: unknown): DomainError {
  return new DomainError('unavailable', "Nobody reads aloud here now. The browser's own voice can be used.", {
    retryAfterMs,
    ...(cause !== undefined && { cause }),
  });
}

/** Leaves it to the browser. */
export class SilentSpeaker implements Speaker {
  speak(): Promise<Spoken> {
    return Promise.reject(noVoice(3_600_000));
  }
}
