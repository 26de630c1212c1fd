import 'reflect-metadata';
import { describeError } from './common/log.js';
import { EnvError, parseEnv } from './config/env.js';
import { migrate } from './database/data-source.js';

/** Applies what is missing of the schema and ends: for a deployment that does it once, before the first new node starts. */
async function run(): Promise<void> {
  const { DATABASE_URL: url } = parseEnv(process.env);
  if (url === undefined) throw new EnvError('DATABASE_URL must say whose schema is to be brought up to date.');
  await migrate(url);
}

try {
  await run();
  process.stdout.write('The schema is up to date.\n');
} catch (error) {
  const sentence = error instanceof EnvError ? error.message : describeError(error).error;
  process.stderr.write(`The schema could not be brought up to date: ${sentence}\n`);
  process.exit(1);
}
