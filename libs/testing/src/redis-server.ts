import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A real Redis or Valkey without persistence, on a port that stays the same over restarts. */
export interface TestRedis {
  url: string;
  kill(signal: NodeJS.Signals): void;
  /** Starts it again, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The server's program on this machine, if there is one. */
export function findRedis(): string | undefined {
  return ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
}

/** @throws {Error} when the machine has no Redis; ask `findRedis` first. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let child = await launch(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: (signal) => void child.kill(signal),
    restart: async () => {
      await end(child);
      child = await launch(port);
    },
    stop: () => end(child),
  };
}

async function launch(port: number): Promise<ChildProcess> {
  const program = findRedis();
  if (!program) throw new Error('There is no redis-server or valkey-server on this machine.');
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/Ready to accept connections/i.test(text)) resolve();
    });
    child.once('exit', () => reject(new Error(`Redis ended: ${text}`)));
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

export function freePort(): Promise<number> {
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
