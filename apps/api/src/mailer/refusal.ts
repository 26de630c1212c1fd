import { describeError } from '../common/log.js';
import type { SendResult } from './mailer.js';

/** Certainly not taken; `isForGood` where the same mail would never be. */
export function refused(reason: unknown, isForGood: boolean, retryAfterMs?: number): SendResult {
  return { outcome: 'refused', isForGood, reason: sayWhy(reason), ...(retryAfterMs && { retryAfterMs }) };
}

/** Perhaps taken and perhaps not. */
export function unknown(reason: unknown): SendResult {
  return { outcome: 'unknown', reason: sayWhy(reason) };
}

/** What a provider said, without the addresses that it repeats: reasons are logged and kept. */
function sayWhy(reason: unknown): string {
  return describeError(reason).error.replace(/[^\s<>,;:"'()[\]]+@[^\s<>,;:"'()[\]]+/g, '(address)');
}

/** A field of whatever was thrown; by its shape, because errors of another realm are no `Error` of ours. */
export function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
