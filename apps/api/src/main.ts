import 'reflect-metadata';
import { EnvError } from './config/env.js';
import { EmbeddedPostgresError } from './database/embedded-postgres-error.js';
import { startServer, StartError } from './start-server.js';

/** A sentence for the operator instead of a stack for what an operator can mend. */
function explain(error: unknown): string {
  if (error instanceof EnvError || error instanceof StartError || error instanceof EmbeddedPostgresError)
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await startServer(process.env);
} catch (error) {
  process.stderr.write(`Tertulia could not start: ${explain(error)}\n`);
  process.exit(1);
}
