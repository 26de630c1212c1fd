import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PATIENCE_MS = 60_000;

/** The built product as a process of its own, as people run it. */
export interface TestServer {
  url: string;
  port: number;
  pid: number;
  /** Lines of level error that the server wrote. */
  errors(): string[];
  log(): string;
  kill(signal: NodeJS.Signals): Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts the server on a free port of loopback and waits until it says that it is ready. */
export async function startServer(environment: Record<string, string>): Promise<TestServer> {
  const program = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      HOST: '127.0.0.1',
      DRAIN_MS: '50',
      NODE_ENV: 'test',
      // A machine that is busy with other tests is no reason to be refused.
      EVENT_LOOP_LIMIT_MS: '0',
      // Tags are changes of messages like all others: who counts versions wants none unless it asks for them.
      JOBS_DRIVER: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const port = await waitUntilReady(child, () => log);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    await once(child, 'exit');
    return child.exitCode;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    errors: () => log.split('\n').filter((line) => / (error|fatal) /.test(line.slice(0, 20))),
    log: () => log,
    kill: end,
    stop: async () => void (await end('SIGTERM')),
  };
}

function waitUntilReady(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => fail('took too long'), PATIENCE_MS);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`The server ${reason}.\n${text}${log()}`));
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const port = /ready at http:\/\/localhost:(\d+)/.exec(text)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once('exit', () => fail('ended'));
  });
}
