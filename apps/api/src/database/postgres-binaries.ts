import { cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type PostgresAccount, runAs } from './postgres-account.js';

/** Survives restarts of the machine, unlike /tmp; a copy of the programs lives here when they cannot be run in place. */
const COPIES = '/var/tmp';
const OLDEST_MAJOR = 15;
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** A folder with initdb and postgres that the account can run. */
export interface PostgresBinaries {
  directory: string;
  major: number;
}

/**
 * Finds the programs: those of the npm package for this platform, else those of the machine.
 * @throws {EmbeddedPostgresError} when there are none.
 */
export async function findBinaries(account: PostgresAccount): Promise<PostgresBinaries> {
  for (const candidate of await listCandidates(account)) {
    const major = await readMajor(candidate, account);
    if (major !== undefined && major >= OLDEST_MAJOR) return { directory: candidate, major };
  }
  throw new EmbeddedPostgresError(
    'No PostgreSQL programs for this platform were found. Install PostgreSQL 15 or later, or set DATABASE_URL to a running server.',
  );
}

async function listCandidates(account: PostgresAccount): Promise<string[]> {
  const packaged = await preparePackage(account).catch(() => undefined);
  const versions = await readdir('/usr/lib/postgresql').catch((): string[] => []);
  const distribution = versions
    .sort((left, right) => Number(right) - Number(left))
    .map((version) => `/usr/lib/postgresql/${version}/bin`);
  const path = (process.env['PATH'] ?? '').split(':').filter(Boolean);
  return [...(packaged ? [packaged] : []), ...distribution, ...path];
}

/** The package's programs, made ready: its library links exist only if an install script may run, and root's home is closed. */
async function preparePackage(account: PostgresAccount): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  // The package exports its entry alone; the programs lie beside it.
  const packageDirectory = resolve(dirname(require.resolve(name)), '..');
  await linkLibraries(packageDirectory);
  const inPlace = join(packageDirectory, 'native', 'bin');
  if ((await readMajor(inPlace, account)) !== undefined) return inPlace;
  return join(await copyPrograms(packageDirectory), 'bin');
}

async function linkLibraries(packageDirectory: string): Promise<void> {
  const text = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinksSchema.parse(JSON.parse(text))) {
    const link = join(packageDirectory, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(join(packageDirectory, source), link).catch(() => undefined);
  }
}

/** Copies the programs to where another account can reach them; 60 MB, once per version. */
async function copyPrograms(packageDirectory: string): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')));
  const copy = join(COPIES, `tertulia-postgres-${version}-${process.arch}-${process.getuid?.() ?? 0}`);
  if (await lstat(join(copy, 'bin', 'postgres')).catch(() => undefined)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await cp(join(packageDirectory, 'native'), unfinished, { recursive: true, dereference: true });
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  return copy;
}

/** The major version, or undefined when the programs are missing or do not run for this account. */
async function readMajor(directory: string, account: PostgresAccount): Promise<number | undefined> {
  try {
    await runAs(account, join(directory, 'initdb'), ['--version']);
    const text = await runAs(account, join(directory, 'postgres'), ['--version']);
    return Number(/\(PostgreSQL\) (\d+)/.exec(text)?.[1]) || undefined;
  } catch {
    return undefined;
  }
}
