import { RequestError } from './request-error.js';

const MOST_ATTEMPTS = 3;
const LEAST_WAIT_MS = 1_000;
/** Whoever is asked to wait longer is told so instead. */
const LONGEST_WAIT_MS = 3_000;

interface Chances {
  random: () => number;
  wait: (ms: number) => Promise<void>;
}

const chances: Chances = {
  random: Math.random,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * Asks up to three times while the service is briefly unavailable: then a node or the database is being replaced. Waits as
 * long as it was asked to, a second at least, and up to half as much again. Only for what does no harm when it is done twice.
 * @throws {RequestError} the last refusal; every other one at once.
 */
export async function tryAgain<Answer>(ask: () => Promise<Answer>, { random, wait } = chances): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const isAway = error instanceof RequestError && error.code === 'unavailable';
      if (!isAway || attempt === MOST_ATTEMPTS) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, LEAST_WAIT_MS);
      if (waitMs > LONGEST_WAIT_MS) throw error;
      await wait(waitMs * (1 + random() / 2));
    }
  }
}
