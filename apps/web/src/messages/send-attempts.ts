import type { RequestError } from '../api/request-error.js';

/** Waits before the second, third and fourth attempt and before giving up; each with up to half as much again. */
const ATTEMPT_DELAYS_MS = [1_000, 2_000, 4_000, 8_000];
const LONGEST_WAIT_MS = 60_000;
/** A room in slow mode may ask for more. */
const LONGEST_ASKED_MS = 15 * 60_000;

/** What to do after a failure that may pass: to wait so long, as the server asked for or not, or to give up. */
export type NextAttempt = { waitMs: number; askedMs: number } | 'failed';

/** Counts the attempts of one message after another. */
export class SendAttempts {
  private count = 0;

  constructor(private readonly random: () => number) {}

  reset(): void {
    this.count = 0;
  }

  after(failure: RequestError, isConnected: boolean): NextAttempt {
    // Nobody was reached: the next sign of the connection wakes the queue; this is the bound when there is none.
    if (failure.code === 'unreachable' && !isConnected)
      return { waitMs: LONGEST_WAIT_MS * (0.75 + this.random() / 4), askedMs: 0 };
    const delay = ATTEMPT_DELAYS_MS[this.count] ?? 0;
    this.count += 1;
    if (this.count >= ATTEMPT_DELAYS_MS.length) {
      this.count = 0;
      return 'failed';
    }
    const askedMs = Math.min(failure.retryAfterMs ?? 0, LONGEST_ASKED_MS);
    return { waitMs: Math.max(delay, askedMs) + delay * 0.5 * this.random(), askedMs };
  }
}
