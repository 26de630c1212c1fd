import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type PostgresAccount, runAs } from './postgres-account.js';
import { DATABASE_USER, type PostgresBinaries } from './postgres-binaries.js';

/** Where data go that cannot lie in the project's folder. */
const SYSTEM_DATA = '/var/lib/tertulia';

type OnProgress = ((line: string) => void) | undefined;

/**
 * Makes the folder, and sees to it that the account can enter it. Where root lends an account that cannot (a home folder
 * closed to others), the data go to the system's folder for such data, and a link takes their place.
 * @returns where the data really are.
 * @throws {EmbeddedPostgresError}
 */
export async function prepareDirectory(
  directory: string,
  account: PostgresAccount,
  onProgress: OnProgress,
): Promise<string> {
  try {
    if (await isLinkToNothing(directory)) throw new Error('it is a link to a folder that is gone');
    await mkdir(directory, { recursive: true });
    const real = await realpath(directory);
    const isNew = (await readDataMajor(real)) === undefined;
    if (isNew && (await readdir(real)).length > 0) throw new Error('something else than a database is in it');
    if (account.uid === undefined) return real;
    if (isNew) await giveTo(account, real);
    if ((await canEnter(real, account)) || (await openParent(real, account))) return real;
    if (!isNew) throw new Error('the account that runs PostgreSQL cannot enter it');
    return await moveElsewhere(directory, account, onProgress);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      `The data folder ${directory} cannot be used (${describe(error)}). Set DATA_DIR to a folder that this user may write.`,
    );
  }
}

async function isLinkToNothing(directory: string): Promise<boolean> {
  const isLink = (await lstat(directory).catch(() => undefined))?.isSymbolicLink() ?? false;
  return isLink && !(await stat(directory).catch(() => undefined));
}

/** Lets the account, and nobody else, through the folder around the data if that one is root's and closed. */
async function openParent(directory: string, account: PostgresAccount): Promise<boolean> {
  const parent = dirname(directory);
  const { uid, mode } = await stat(parent);
  if (uid !== 0 || account.gid === undefined || (mode & 0o077) !== 0) return false;
  await chown(parent, 0, account.gid);
  await chmod(parent, (mode & 0o7777) | 0o010);
  if (await canEnter(directory, account)) return true;
  await chmod(parent, mode & 0o7777);
  return false;
}

async function moveElsewhere(directory: string, account: PostgresAccount, onProgress: OnProgress): Promise<string> {
  const elsewhere = join(SYSTEM_DATA, randomBytes(6).toString('hex'), 'postgres');
  await mkdir(elsewhere, { recursive: true });
  await giveTo(account, elsewhere);
  if (!(await canEnter(elsewhere, account))) throw new Error(`nor can ${elsewhere}`);
  await rmdir(directory);
  await symlink(elsewhere, directory);
  onProgress?.(
    `PostgreSQL does not run as root, and its account cannot enter ${directory}; the data are in ${elsewhere}.`,
  );
  return elsewhere;
}

async function canEnter(directory: string, account: PostgresAccount): Promise<boolean> {
  return runAs(account, 'test', ['-x', directory]).then(
    () => true,
    () => false,
  );
}

async function giveTo(account: PostgresAccount, path: string): Promise<void> {
  if (account.uid !== undefined && account.gid !== undefined) await chown(path, account.uid, account.gid);
}

/** The version that the data belong to; undefined for a folder without data. */
export async function readDataMajor(directory: string): Promise<number | undefined> {
  const text = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError(
      `The data in ${directory} cannot be read (${error.message}). Start Tertulia as the user that made them.`,
    );
  });
  return text === undefined ? undefined : Number(text);
}

/**
 * Makes the database's files beside their place and moves them there when they are whole, so that a start that is broken
 * off leaves nothing that the next one would take for a database.
 * @throws {EmbeddedPostgresError}
 */
export async function initialise(
  directory: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
): Promise<void> {
  const unfinished = `${directory}.making`;
  const passwordFile = passwordFileOf(directory);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished);
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    for (const path of [unfinished, passwordFile]) await giveTo(account, path);
    const options = [
      '-U',
      DATABASE_USER,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
    ];
    await runAs(account, join(binaries.directory, 'initdb'), ['-D', unfinished, ...options]);
    await rmdir(directory);
    await rename(unfinished, directory);
  } catch (error) {
    throw new EmbeddedPostgresError(`The database could not be made in ${directory} (${describe(error)}).`);
  }
}

/** @throws {EmbeddedPostgresError} when it is gone. */
export async function readPassword(directory: string): Promise<string> {
  const file = passwordFileOf(directory);
  const password = await readFile(file, 'utf8').catch(() => '');
  if (password) return password;
  throw new EmbeddedPostgresError(
    `The password of the embedded database is missing (${file}). Put it back, or move the data folder away.`,
  );
}

function passwordFileOf(directory: string): string {
  return `${directory}.password`;
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const reason = 'stderr' in error ? lastProblem(String(error.stderr)) : '';
  return reason || ('message' in error ? String(error.message) : String(error));
}

/** What a program of PostgreSQL gave as its reason, out of all that it said. */
export function lastProblem(text: string): string {
  const lines = text.trim().split('\n');
  const problem = lines.filter((line) => /FATAL|ERROR|error/.test(line)).at(-1);
  return problem?.replace(/^.*?(FATAL|ERROR|error):\s*/, '') ?? lines.at(-1) ?? '';
}
