import { resolve } from 'node:path';
import type { Env } from '../config/env.schema.js';
import { lockDirectory } from './directory-lock.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { isAlive } from './process-alive.js';

/** A database that can be connected to, and how to leave it. */
export interface OpenDatabase {
  url: string;
  stop(): Promise<void>;
}

const WATCH_MS = 250;
const MOST_RESTARTS_A_MINUTE = 10;

/**
 * The database of `DATABASE_URL`, or else an embedded server in `DATA_DIR`, which is started again when it dies.
 * @throws {EmbeddedPostgresError} with one clear sentence.
 */
export async function openDatabase(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>,
  onProgress: (line: string) => void,
): Promise<OpenDatabase> {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, stop: async () => undefined };
  const directory = resolve(env.DATA_DIR);
  const unlock = await lockDirectory(directory);
  try {
    const dataDirectory = resolve(directory, 'postgres');
    let server = await startEmbeddedPostgres({ dataDirectory, onProgress });
    const { url, port } = server;
    const watch = watchOver(
      () => server.pid,
      async () => {
        server = await startEmbeddedPostgres({ dataDirectory, port });
      },
    );
    return {
      url,
      stop: async () => {
        await watch.end();
        await server.stop();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Starts a server again that is gone, at most ten times a minute; requests meanwhile are refused as `unavailable`. */
function watchOver(pid: () => number, restart: () => Promise<void>): { end(): Promise<void> } {
  let attempts: number[] = [];
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (running || isAlive(pid())) return;
    attempts = attempts.filter((at) => at > Date.now() - 60_000);
    if (attempts.length >= MOST_RESTARTS_A_MINUTE) return;
    attempts.push(Date.now());
    running = restart()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
  }, WATCH_MS).unref();
  return {
    end: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
