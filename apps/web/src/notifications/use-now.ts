import { useSyncExternalStore } from 'react';

const TICK_MS = 30_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) timer = setInterval(tick, TICK_MS);
  listeners.add(listener);
  // The clock stood still while nobody looked at it.
  if (Date.now() - now >= TICK_MS) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** The time, as exactly as minutes need it: one clock for all of the page, and none while nobody looks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
