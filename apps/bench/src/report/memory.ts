import * as z from 'zod/mini';
import { WebSocket } from 'ws';
import { delay, waitUntil, within } from '../load/waiting.js';
import { residentBytes } from './processes.js';
import type { RunningTarget } from './targets.js';

const INSPECTOR_LIMIT_MS = 10_000;
const SETTLE_LIMIT_MS = 15_000;
const SETTLED_BYTES = 256 * 1024;
const LAST = 4;
const answerSchema = z.object({ id: z.literal(LAST), result: z.object({ result: z.object({ value: z.number() }) }) });

/** Memory of a server: what the system has given it, and what its live objects take of that. */
export interface Memory {
  resident: number;
  live: number;
}

/**
 * Memory of a Node server after its garbage is gone: opens its inspector by SIGUSR1, has it collect, and waits until
 * the resident size stands still. Without this the figure is mostly garbage of the connecting that V8 had no reason to free.
 */
export async function settledMemory(target: RunningTarget): Promise<Memory> {
  const { pid } = target;
  if (pid === null) throw new Error('the memory of a server elsewhere cannot be read');
  const live = await collectGarbage(pid, target.tail);
  return { resident: await settledResident(pid), live };
}

async function settledResident(pid: number): Promise<number> {
  let last = residentBytes(pid) ?? 0;
  const limit = performance.now() + SETTLE_LIMIT_MS;
  while (performance.now() < limit) {
    await delay(1_000);
    const now = residentBytes(pid) ?? 0;
    if (Math.abs(now - last) < SETTLED_BYTES) return now;
    last = now;
  }
  return last;
}

/** Collects three times, since finalizers free more, and gives the bytes of live objects within and outside of the heap. */
async function collectGarbage(pid: number, tail: () => string): Promise<number> {
  const address = (): string | undefined => /Debugger listening on (ws:\/\/\S+)/.exec(tail())?.[1];
  if (address() === undefined) process.kill(pid, 'SIGUSR1');
  await waitUntil(() => address() !== undefined, INSPECTOR_LIMIT_MS);
  const url = address();
  if (url === undefined) throw new Error('the inspector of the server did not open');
  const socket = new WebSocket(url);
  try {
    const answered = new Promise<number>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () => {
        for (const id of [1, 2, 3]) socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
        const expression = 'process.memoryUsage().heapUsed + process.memoryUsage().external';
        socket.send(JSON.stringify({ id: LAST, method: 'Runtime.evaluate', params: { expression } }));
      });
      socket.on('message', (data: Buffer) => {
        const answer = z.safeParse(answerSchema, JSON.parse(data.toString('utf8')));
        if (answer.success) resolve(answer.data.result.result.value);
      });
    });
    return await within(answered, INSPECTOR_LIMIT_MS, 'garbage collection through the inspector');
  } finally {
    socket.terminate();
  }
}
