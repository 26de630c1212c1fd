import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

const run = promisify(execFile);
const COMMAND_TIMEOUT_MS = 60_000;

/** Who runs the database's programs. PostgreSQL refuses to run as root, so root lends an unprivileged account. */
export interface PostgresAccount {
  uid: number | undefined;
  gid: number | undefined;
}

/**
 * Data that are there belong to the account that made them, so root lends that one.
 * @throws {EmbeddedPostgresError} for root on a system without an account to lend.
 */
export async function findAccount(dataDirectory: string): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) return { uid: undefined, gid: undefined };
  const data = await stat(join(dataDirectory, 'PG_VERSION')).catch(() => undefined);
  if (data && data.uid !== 0) return { uid: data.uid, gid: data.gid };
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  // initdb asks for the account's name, so it must stand in the passwd file.
  for (const name of ['postgres', 'nobody']) {
    const entry = lines.find((fields) => fields[0] === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and there is no account postgres or nobody to run it. Start Tertulia as another user, or set DATABASE_URL.',
  );
}

/** Runs one of the database's programs to its end. */
export async function runAs(account: PostgresAccount, file: string, args: string[]): Promise<string> {
  const { stdout } = await run(file, args, {
    ...(account.uid !== undefined && { uid: account.uid, gid: account.gid }),
    cwd: '/',
    timeout: COMMAND_TIMEOUT_MS,
    env: cleanEnvironment(),
  });
  return stdout;
}

/** Nothing of the operator's settings for other servers, and messages in a language that we can read. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(PG|LC_|LANG|NODE_|npm_|DATABASE_URL|REDIS_URL)/.test(name),
  );
  return { ...Object.fromEntries(own), LC_ALL: 'C', TZ: 'UTC' };
}
