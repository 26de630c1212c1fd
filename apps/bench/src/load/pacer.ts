import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';

/**
 * Ticks at a fixed rate from a thread of its own. Node's timers are up to a millisecond late, which would count as
 * latency; a futex wait is late by some ten microseconds and, unlike a spinning loop, leaves the core to the database.
 */
const { startAt, intervalMs, ticks } = z.parse(
  z.object({ startAt: z.number(), intervalMs: z.number(), ticks: z.number() }),
  workerData,
);

const cell = new Int32Array(new SharedArrayBuffer(4));
for (let tick = 0; tick < ticks; tick += 1) {
  const wait = startAt + tick * intervalMs - (performance.timeOrigin + performance.now());
  if (wait > 0) Atomics.wait(cell, 0, 0, wait);
  parentPort?.postMessage(tick);
}
