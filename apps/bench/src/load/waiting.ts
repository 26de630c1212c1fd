import { setTimeout as delay } from 'node:timers/promises';

const STEP_MS = 20;

export { delay };

/** Waits for a condition, at most `limitMs`; gives whether it came true. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const limit = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() >= limit) return false;
    await delay(STEP_MS);
  }
  return true;
}

/** Rejects with `message` when the promise is not settled in time; the caller then ends what it started. */
export async function within<Result>(promise: Promise<Result>, limitMs: number, message: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message}: not done within ${Math.round(limitMs / 1000)} s`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
