import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '@tertulia/contract';
import type { Outcome } from '../checker/history.js';
import type { Random } from './random.js';

/** What a request came to: an answer, a typed refusal, or silence, after which it may have been done or not. */
export type Answer<Data> =
  | { kind: 'ok'; data: Data }
  | { kind: 'refused'; code: ErrorCode; retryAfterMs?: number; detail: string }
  | { kind: 'unknown'; reason: string };

/** The end of a request that was repeated until it was settled. */
export interface Settled<Data> {
  outcome: Outcome;
  data?: Data;
  code?: ErrorCode;
  attempts: number;
}

/** Refusals that mean "later"; the others are for good. */
const RETRIED: ReadonlySet<ErrorCode> = new Set(['unavailable', 'rate_limited', 'slow_mode', 'internal']);
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1_000;

/** Repeats a request that is safe to repeat until it is answered for good or the time is over. */
export async function settle<Data>(
  attempt: () => Promise<Answer<Data>>,
  deadline: number,
  random: Random,
): Promise<Settled<Data>> {
  for (let attempts = 1; ; attempts += 1) {
    const answer = await attempt();
    if (answer.kind === 'ok') return { outcome: 'ok', data: answer.data, attempts };
    if (answer.kind === 'refused' && !RETRIED.has(answer.code)) return { outcome: 'fail', code: answer.code, attempts };
    const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts - 1, 5));
    const hint = answer.kind === 'refused' ? Math.min(answer.retryAfterMs ?? 0, LONGEST_PAUSE) : 0;
    const wait = Math.max(hint, random.between(ceiling / 2, ceiling));
    if (Date.now() + wait >= deadline) return { outcome: 'unknown', attempts };
    await delay(wait);
  }
}
