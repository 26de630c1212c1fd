/** Programs of this machine that the cluster runs: finding them, starting them with a log, waiting for them, ending them. */
import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 8_000;
const KILL_LIMIT_MS = 5_000;
/** Debian keeps nginx where only root looks. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/opt/homebrew/bin'];

/** The programs of the machine that a cluster needs; one that is missing is undefined. */
export function findPrograms() {
  return { nginx: findProgram('nginx'), redis: findProgram('redis-server') ?? findProgram('valkey-server') };
}

function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS].filter(Boolean);
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Starts a child in a group of its own, so that Ctrl+C reaches us alone and everything is ended in order.
 * @param {{name: string, program: string, args: string[], directory: string, environment?: Record<string, string>}} options
 */
export function startProgram({ name, program, args, directory, environment = {} }) {
  const log = join(directory, name + '.log');
  const output = openSync(log, 'a');
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TMPDIR'].flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
  );
  const child = spawn(program, args, {
    cwd: directory,
    detached: true,
    env: { ...inherited, ...environment },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let hasEnded = false;
  const ended = new Promise((resolve) => {
    const settle = () => {
      hasEnded = true;
      resolve(child.exitCode);
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  const kill = (signal) => {
    if (!hasEnded) child.kill(signal);
    return endedWithin(ended, KILL_LIMIT_MS, name + ' outlived ' + signal + '.');
  };
  /** Asks it to end, and makes it end when it does not. Gives its exit code, null when it was killed. */
  const stop = async (limitMs = STOP_LIMIT_MS) => {
    if (!hasEnded) child.kill('SIGTERM');
    try {
      return await endedWithin(ended, limitMs, name + ' did not end in time.');
    } catch {
      return kill('SIGKILL');
    }
  };
  return { name, pid: child.pid, log, ended, kill, stop, hasEnded: () => hasEnded };
}

async function endedWithin(ended, limitMs, problem) {
  const giveUp = new AbortController();
  const limit = wait(limitMs, undefined, { signal: giveUp.signal }).then(
    () => Promise.reject(new Error(problem)),
    () => undefined,
  );
  try {
    return await Promise.race([ended, limit]);
  } finally {
    giveUp.abort();
  }
}

/**
 * Waits until a part that was started is ready.
 * @throws {Error} with the part's name and the last that it logged, when it ended, is not ready in time, or nobody wants it any more.
 */
export async function waitUntilReady(part, isReady, signal) {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isReady())) {
    signal?.throwIfAborted();
    if (part.hasEnded()) throw new Error(part.name + ' ended at its start: ' + lastLine(part.log));
    if (Date.now() > deadline) throw new Error(part.name + ' was not ready in time: ' + lastLine(part.log));
    await wait(50);
  }
}

/** The last line of a log that says what went wrong, else its last one. */
export function lastLine(log) {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return lines.findLast((line) => /\[emerg\]|error|fatal|could not|failed/i.test(line)) ?? lines.at(-1);
}

/** Who answers at an address with a success; undefined when nobody does. */
export async function findAnswerer(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok ? (answer.headers.get('x-instance-id') ?? '') : undefined;
  } catch {
    return undefined;
  }
}

/** A port of loopback that nobody listens on. */
export function freePort() {
  return probePort(0);
}

/** Whether a port of loopback can be had. */
export function isPortFree(port) {
  return probePort(port).then(
    () => true,
    () => false,
  );
}

function probePort(wanted) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
