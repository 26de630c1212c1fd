import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { cleanEnvironment, findAccount, type PostgresAccount, runAs } from './postgres-account.js';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { isAlive } from './process-alive.js';

export { EmbeddedPostgresError } from './embedded-postgres-error.js';

const DATABASE = 'tertulia';
const START_ATTEMPTS = 12;
const START_TIMEOUT_MS = 60_000;
/** Where data go that cannot lie in the project's folder. */
const SYSTEM_DATA = '/var/lib/tertulia';
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
  const account = await findAccount();
  const binaries = await findBinaries(account);
  const dataDirectory = await prepareDirectory(options.dataDirectory, account, options.onProgress);
  const placed = { ...options, dataDirectory };
  const passwordFile = `${dataDirectory}.password`;
  if (await isEmpty(dataDirectory)) await initialise(placed, binaries, account, passwordFile);
  await checkVersion(dataDirectory, binaries);
  const password = await readPassword(passwordFile);
  const server = await adoptOrStart(placed, binaries, account, password);
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
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const running = await findRunning(options.dataDirectory);
    if (
      running &&
      (options.port === undefined || running.port === options.port) &&
      (await answers(running.port, password))
    )
      return running;
    if (!running) {
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
      if (text.includes('ready to accept connections')) settle(undefined);
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
