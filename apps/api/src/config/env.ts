import { type Env, envSchema } from './env.schema.js';

/** A variable of the environment has an unusable value. The message names the variable, never the value. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/**
 * Reads the environment once.
 * @throws {EnvError} with one sentence per wrong variable.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    throw new EnvError(
      parsed.error.issues.map((issue) => `${String(issue.path[0])} ${withoutReceived(issue.message)}.`).join(' '),
    );
  }
  if (parsed.data.NODE_ENV === 'production' && parsed.data.LIMITS === 'off') {
    throw new EnvError('LIMITS=off is for load tests and is refused when NODE_ENV is production.');
  }
  if (parsed.data.NODE_ENV === 'production' && parsed.data.FAIL_POINTS.length > 0) {
    throw new EnvError('FAIL_POINTS is for fault runs and is refused when NODE_ENV is production.');
  }
  return parsed.data;
}

/** zod's wording without what was received, which could be a secret. */
function withoutReceived(message: string): string {
  return message
    .replace(/^Invalid input: /, '')
    .replace(/,? received .*$/, '')
    .replace(/^(expected|Too)/, 'is wrong: $1')
    .replace(/^Invalid option: /, 'is wrong: ');
}
