import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../load/waiting.js';
import { generate } from './generate.js';
import { answersReady, freePort } from './listening.js';
import { SERVER_CORE, startNode, stop } from './processes.js';
import { serverFlags, type RunningTarget } from './targets.js';

const READY_LIMIT_MS = 60_000;
const API_ENTRY = fileURLToPath(new URL('../../../api/dist/main.js', import.meta.url));

/** The product under test, with the guests that were made on it so far. */
export interface RunningProduct extends RunningTarget {
  users: (count: number) => Promise<string[]>;
  /** Ends it at once, as a crash would. */
  kill: () => void;
}

/** Guests are made once and used again by later runs: making one is not what is measured. */
class Guests {
  readonly tokens: string[] = [];
  readonly users: string[] = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async take(guests: number, rooms: number): Promise<{ tokens: string[]; rooms: string[] }> {
    const missing = Math.max(0, guests - this.tokens.length);
    const token = this.tokens[0];
    const made = await generate(
      { kind: 'prepare', url: this.#url, guests: missing, rooms, token },
      { limitSeconds: 120 },
    );
    this.tokens.push(...made.tokens);
    this.users.push(...made.users);
    return { tokens: this.tokens.slice(0, guests), rooms: made.rooms };
  }
}

/** A product that runs somewhere already; neither its CPU nor its memory can be read, and it is not stopped. */
export function useProduct(url: string): RunningProduct {
  const guests = new Guests(url);
  return {
    name: 'product',
    url,
    pid: null,
    place: (count, rooms) => guests.take(count, rooms),
    users: async (count) => {
      await guests.take(count, 0);
      return guests.users.slice(0, count);
    },
    tail: () => '',
    stop: () => Promise.resolve(),
    kill: () => undefined,
  };
}

/** Starts the built product on the server's core with its limits off, and waits until it is ready. */
export async function startProduct(databaseUrl: string, dataDirectory: string): Promise<RunningProduct> {
  if (!existsSync(API_ENTRY)) throw new Error('The product is not built: run `npm run build` first.');
  const port = await freePort();
  const env = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDirectory,
    DATABASE_URL: databaseUrl,
    REDIS_URL: undefined,
    LIMITS: 'off',
    // What delegated work costs beside the chat is measured on its own (`jobs`, `pictures`).
    JOBS_DRIVER: 'off',
    LOG_LEVEL: 'warn',
    INSTANCE_ID: 'bench',
  };
  const product = startNode(API_ENTRY, [], { core: SERVER_CORE, env, flags: serverFlags });
  const url = `http://127.0.0.1:${port}`;
  const isGone = (): boolean => product.child.exitCode !== null;
  const isReady = await waitUntil(async () => isGone() || (await answersReady(url)), READY_LIMIT_MS);
  if (!isReady || isGone()) {
    await stop(product.child);
    throw new Error(`the product did not become ready: ${product.tail()}`);
  }
  return {
    ...useProduct(url),
    pid: product.pid,
    tail: product.tail,
    stop: () => stop(product.child),
    kill: () => product.child.kill('SIGKILL'),
  };
}
