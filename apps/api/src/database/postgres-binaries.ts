import { chmod, cp, lstat, mkdtemp, open, readdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type PostgresAccount, runAs } from './postgres-account.js';

/** Survives restarts of the machine, unlike /tmp; a copy of the programs lives here when they cannot be run in place. */
const COPIES = '/var/tmp';
const OLDEST_MAJOR = 15;
/** Owner of everything in the embedded database. */
export const DATABASE_USER = 'chat';
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** A folder with initdb and postgres that the account can run. */
export interface PostgresBinaries {
  directory: string;
  major: number;
}

/**
 * Finds the programs: those of the npm package for this platform, else those of the machine. Data that are there decide
 * the version, as far as there is a choice.
 * @throws {EmbeddedPostgresError} when there are none.
 */
export async function findBinaries(account: PostgresAccount, wanted?: number): Promise<PostgresBinaries> {
  let other: PostgresBinaries | undefined;
  const packaged = await preparePackage(account).catch(() => undefined);
  for (const candidate of [...(packaged ? [packaged] : []), ...(await listInstalled())]) {
    const major = await readMajor(candidate, account);
    if (major === undefined || major < OLDEST_MAJOR) continue;
    if (wanted === undefined || major === wanted) return { directory: candidate, major };
    other ??= { directory: candidate, major };
  }
  if (other) return other;
  throw new EmbeddedPostgresError(
    'No PostgreSQL programs for this platform were found. Install PostgreSQL 15 or later, or set DATABASE_URL to a running server.',
  );
}

/** Folders of the machine that hold the programs themselves; a script of that name may do anything. */
async function listInstalled(): Promise<string[]> {
  const versions = await readdir('/usr/lib/postgresql').catch((): string[] => []);
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const distribution = versions
    .sort((left, right) => Number(right) - Number(left))
    .map((version) => `/usr/lib/postgresql/${version}/bin`);
  const found: string[] = [];
  for (const folder of [...path, ...distribution]) {
    const program = await realpath(join(folder, 'postgres')).catch(() => undefined);
    if (program && !(await isScript(program))) found.push(dirname(program));
  }
  return [...new Set(found)];
}

async function isScript(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return true;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead < 2 || buffer.toString() === '#!';
  } finally {
    await handle.close();
  }
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
  const copy = await findCopy(packageDirectory);
  if ((await readMajor(join(copy, 'bin'), account)) !== undefined) return join(copy, 'bin');
  return join(await copyPrograms(packageDirectory, copy), 'bin');
}

async function linkLibraries(packageDirectory: string): Promise<void> {
  const text = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinksSchema.parse(JSON.parse(text))) {
    const link = join(packageDirectory, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(join(packageDirectory, source), link).catch(() => undefined);
  }
}

/** Where a copy of the programs is or would be. Only one that we made counts: everybody may write beside it. */
async function findCopy(packageDirectory: string): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')));
  const uid = process.getuid?.() ?? 0;
  const copy = join(COPIES, `tertulia-postgres-${version}-${process.arch}-${uid}`);
  const there = await lstat(copy).catch(() => undefined);
  if (there && (!there.isDirectory() || there.uid !== uid || (there.mode & 0o022) !== 0)) {
    throw new EmbeddedPostgresError(`${copy} is not of this user's making. Remove it, or set DATABASE_URL.`);
  }
  return copy;
}

/** Copies the programs to where another account can reach them; 60 MB, once per version. */
async function copyPrograms(packageDirectory: string, copy: string): Promise<string> {
  const unfinished = await mkdtemp(`${copy}.`);
  await cp(join(packageDirectory, 'native'), unfinished, { recursive: true, dereference: true });
  await chmod(unfinished, 0o755);
  await rm(copy, { recursive: true, force: true });
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
