import { setTimeout as wait } from 'node:timers/promises';

/** Far beyond what anything here takes, so that a slow machine is no failure; a broken product still ends the wait. */
const PATIENCE_MS = 45_000;

/**
 * Waits until `look` gives something other than undefined and false, and gives that.
 * @throws {Error} that says what was waited for.
 */
export async function waitFor<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  patienceMs = PATIENCE_MS,
): Promise<NonNullable<Value>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await wait(15);
  }
}
