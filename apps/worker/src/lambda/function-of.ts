import type { RunContext } from '../handlers/lambda.js';
import type { Handler } from '../runtime/handler-registry.js';
import { readSecrets } from './secrets.js';

/**
 * A handler as Lambda calls it: made when it is first called, for the secrets are not to be had before; what failed once is
 * tried again with the next event.
 */
export function functionOf(make: (env: Record<string, string | undefined>) => Handler | Promise<Handler>): Handler {
  let made: Promise<Handler> | undefined;
  const prepare = async (): Promise<Handler> => {
    Object.assign(process.env, await readSecrets(process.env));
    return make(process.env);
  };
  return async (event: unknown, context: RunContext) => {
    made ??= prepare();
    made.catch(() => (made = undefined));
    return (await made)(event, context);
  };
}
