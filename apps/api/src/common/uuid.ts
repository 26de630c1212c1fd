import { randomFillSync } from 'node:crypto';

const POOL = 4_096;
const pool = Buffer.allocUnsafe(POOL);
let used = POOL;
let lastMilliseconds = 0;
let sequence = 0;

/**
 * A UUIDv7 (RFC 9562, 5.7): sorted by time, so that new rows land at the end of their index. Within one
 * millisecond `rand_a` counts up (method 1 of section 6.2), so ids of one process ascend.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMilliseconds) {
    lastMilliseconds = now;
    sequence = 0;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMilliseconds += 1;
      sequence = 0;
    }
  }
  if (used + 8 > POOL) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + 8).toString('hex');
  used += 8;
  const time = lastMilliseconds.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(random[0]!, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}
