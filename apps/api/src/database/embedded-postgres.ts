import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { cleanEnvironment, findAccount, type PostgresAccount } from './postgres-account.js';
import { DATABASE_USER, findBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { initialise, lastProblem, prepareDirectory, readDataMajor, readPassword } from './postgres-directory.js';
import { findRunning, forgetStaleLock, type RunningServer } from './postgres-lock.js';
import { isAlive } from './process-alive.js';

export { EmbeddedPostgresError } from './embedded-postgres-error.js';

const DATABASE = 'tertulia';
const START_ATTEMPTS = 12;
/** Enough for recovering all that a crash can leave to recover. */
const START_TIMEOUT_MS = 90_000;
/** A fast shutdown takes well under a second; after this the server is told to leave everything (it recovers at the next start). */
const STOP_GRACE_MS = 2_500;

export interface EmbeddedPostgresOptions {
  dataDirectory: string;
  /** Absent: a free one. */
  port?: number;
  onProgress?: (line: string) => void;
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL in a folder, or takes over the one that an earlier process left running there. It listens on
 * loopback only, keeps its durability settings, and works for root as well as for others.
 * @throws {EmbeddedPostgresError}
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = await findAccount(options.dataDirectory);
  const dataDirectory = await prepareDirectory(options.dataDirectory, account, options.onProgress);
  const major = await readDataMajor(dataDirectory);
  const binaries = await findBinaries(account, major);
  if (major !== undefined && major !== binaries.major) {
    throw new EmbeddedPostgresError(
      `The data in ${dataDirectory} belong to PostgreSQL ${major || 'of an unknown version'}, but ${binaries.major} is here. Move the folder away, or set DATABASE_URL.`,
    );
  }
  if (major === undefined) {
    options.onProgress?.('Making the database …');
    await initialise(dataDirectory, binaries, account);
  }
  const password = await readPassword(dataDirectory);
  const server = await adoptOrStart({ ...options, dataDirectory }, binaries, account, password);
  await ensureDatabase(server.port, password);
  return { url: urlFor(server.port, password, DATABASE), ...server, stop: () => stopServer(server.pid) };
}

/** Right after a crash, children of the old server linger and keep a new one from starting for a moment. */
async function adoptOrStart(
  options: EmbeddedPostgresOptions,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  password: string,
): Promise<RunningServer> {
  let problem = '';
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (let starts = 0; starts < START_ATTEMPTS && Date.now() < deadline;) {
    const running = await findRunning(options.dataDirectory);
    const isWanted = running && (options.port === undefined || running.port === options.port);
    if (isWanted && (await answers(running.port, password))) return running;
    if (!running) {
      starts += 1;
      await forgetStaleLock(options.dataDirectory);
      const started = await start(options, binaries, account);
      if (typeof started !== 'string') return started;
      problem = started;
    }
    await wait(200 + Math.random() * 300);
  }
  throw new EmbeddedPostgresError(
    `The embedded database did not start (${problem || 'another server holds its folder'}). The data are in ${options.dataDirectory}.`,
  );
}

/** @returns the server, or in one line why it did not start. */
async function start(
  options: EmbeddedPostgresOptions,
  binaries: PostgresBinaries,
  account: PostgresAccount,
): Promise<RunningServer | string> {
  const port = options.port ?? (await freePort());
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    lc_messages: 'C',
    ...options.settings,
  };
  const args = [
    '-D',
    options.dataDirectory,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  // A group of its own: Ctrl+C in the terminal reaches us alone, and we stop it in order.
  const child = spawn(join(binaries.directory, 'postgres'), args, {
    ...(account.uid !== undefined && { uid: account.uid, gid: account.gid }),
    cwd: '/',
    detached: true,
    env: cleanEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const problem = await waitUntilReady(child);
  if (problem !== undefined || child.pid === undefined) return problem ?? 'no process';
  // Its further messages go nowhere; the pipe must not keep this process alive, nor fill up.
  child.stderr?.resume();
  child.unref();
  if (child.stderr && 'unref' in child.stderr && typeof child.stderr.unref === 'function') child.stderr.unref();
  return { pid: child.pid, port };
}

function waitUntilReady(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      resolve('it took too long');
    }, START_TIMEOUT_MS);
    const settle = (problem: string | undefined): void => {
      clearTimeout(timer);
      resolve(problem);
    };
    child.stderr?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-8_000);
      if (/database system is ready to accept connections/.test(text)) settle(undefined);
    });
    child.on('error', (error) => settle(error.message));
    child.on('exit', () => settle(lastProblem(text)));
  });
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlFor(port, password, 'postgres'),
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({
    connectionString: urlFor(port, password, 'postgres'),
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** A fast shutdown by the documented signal, then an immediate one. */
async function stopServer(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_GRACE_MS;
    while (isAlive(pid) && Date.now() < deadline) await wait(20);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}

function urlFor(port: number, password: string, database: string): string {
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
}
