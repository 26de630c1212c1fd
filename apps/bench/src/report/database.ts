import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import * as z from 'zod/mini';
import { within } from '../load/waiting.js';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const LAUNCHER = new URL('../../../api/dist/database/embedded-postgres.js', import.meta.url);

/** One PostgreSQL for product and peers; each gets an empty database of its own on it. */
export interface BenchDatabase {
  version: string;
  create: (name: string) => Promise<string>;
  stop: () => Promise<void>;
}

interface RunningServer {
  url: string;
  stop: () => Promise<unknown>;
}

/** Where the data are; `port` and `settings` of the server, where they matter. */
export interface PostgresOptions {
  dataDirectory: string;
  port?: number;
  settings?: Record<string, string>;
}

type Launcher = (options: PostgresOptions) => Promise<unknown>;

function isLauncher(value: unknown): value is Launcher {
  return typeof value === 'function';
}

function isServer(value: unknown): value is RunningServer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'url' in value &&
    typeof value.url === 'string' &&
    'stop' in value &&
    typeof value.stop === 'function'
  );
}

/** Starts PostgreSQL as the product embeds it (with full durability), or uses the server at `DATABASE_URL`. */
export async function startDatabase(dataDirectory: string): Promise<BenchDatabase> {
  const given = process.env['DATABASE_URL'];
  const server =
    given === undefined ? await launchPostgres({ dataDirectory }) : { url: given, stop: () => Promise.resolve() };
  const created: string[] = [];
  const nonce = Date.now().toString(36);
  const shown = await query(server.url, 'SHOW server_version');
  const version = z.parse(z.array(z.object({ server_version: z.string() })), shown)[0]?.server_version ?? 'unknown';
  return {
    version: `PostgreSQL ${version} (${given === undefined ? 'embedded' : 'at DATABASE_URL'})`,
    create: async (name) => {
      const database = `bench_${name}_${nonce}`;
      await query(server.url, `CREATE DATABASE ${database}`);
      created.push(database);
      const url = new URL(server.url);
      url.pathname = `/${database}`;
      return url.href;
    },
    stop: async () => {
      if (given !== undefined)
        for (const database of created) await query(server.url, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await within(server.stop(), STOP_LIMIT_MS, 'stop of PostgreSQL');
    },
  };
}

/** Starts PostgreSQL as the product embeds it, or takes over the one that runs in the folder. */
export async function launchPostgres(options: PostgresOptions): Promise<RunningServer> {
  if (!existsSync(fileURLToPath(LAUNCHER)))
    throw new Error('The product is not built: run `npm run build` first, or set DATABASE_URL.');
  const loaded: unknown = await import(LAUNCHER.href);
  const start: unknown =
    typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'startEmbeddedPostgres') : undefined;
  if (!isLauncher(start)) throw new Error('the built API has no startEmbeddedPostgres');
  const server = await within(start(options), START_LIMIT_MS, 'start of PostgreSQL');
  if (!isServer(server)) throw new Error('startEmbeddedPostgres gave something else than a server');
  return server;
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 30_000 });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
