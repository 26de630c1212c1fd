import type { TokenAnswer, TokenBucket } from './key-value-store.js';

/**
 * One step of the generic cell rate algorithm (ITU-T I.371): the bucket is kept as the instant at which it will be full
 * again, in milliseconds.
 */
export function nextArrival(stored: number, now: number, bucket: TokenBucket): TokenAnswer & { arrival: number } {
  const interval = 1_000 / bucket.refillPerSecond;
  const tolerance = interval * Math.max(bucket.capacity - 1, 0);
  const arrival = Math.max(stored, now);
  const wait = arrival - tolerance - now;
  if (wait > 0) return { allowed: false, retryAfterMs: Math.ceil(wait), arrival: stored };
  return { allowed: true, retryAfterMs: 0, arrival: arrival + interval };
}
