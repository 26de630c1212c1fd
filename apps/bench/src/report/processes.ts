import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { waitUntil } from '../load/waiting.js';

const STOP_LIMIT_MS = 6_000;
const KILL_LIMIT_MS = 2_000;

/** Whether processes can be tied to a core here; without it the figures of server and generator disturb each other. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
export const SERVER_CORE = 0;
export const OTHER_CORE = 1;

const running = new Set<ChildProcess>();
let isEnding = false;

/** Ties this process, and so everything it starts without another wish, to the core of generator and database. */
export function pinSelf(): void {
  if (canPin) spawnSync('taskset', ['-apc', String(OTHER_CORE), String(process.pid)]);
}

export interface NodeProcess {
  child: ChildProcess;
  pid: number;
  /** The end of what it wrote, for the message when it fails. */
  tail: () => string;
}

/** Starts a Node program, on the server's core if wanted; it is stopped with everything else at the end of the bench. */
export function startNode(
  script: string,
  args: readonly string[],
  options: { core?: number; env?: NodeJS.ProcessEnv; flags?: readonly string[] } = {},
): NodeProcess {
  if (isEnding) throw new Error('the bench is being stopped');
  const command = [process.execPath, ...(options.flags ?? []), script, ...args];
  if (canPin && options.core !== undefined) command.unshift('taskset', '-c', String(options.core));
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl+C reaches the whole terminal group; the bench stops its children itself, in order.
    detached: true,
  });
  if (child.pid === undefined) throw new Error(`could not start ${script}`);
  running.add(child);
  child.once('exit', () => running.delete(child));
  let written = '';
  const keep = (chunk: Buffer): void => {
    written = (written + chunk.toString('utf8')).slice(-4_000);
  };
  // A message to a process that has just ended must not end the bench too; whoever waits for it sees the exit.
  child.on('error', (error) => keep(Buffer.from(error.message)));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return { child, pid: child.pid, tail: () => written };
}

/** Ends one process: asks, waits, and kills if it must. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  if (isGone()) return;
  child.kill(signal);
  if (await waitUntil(isGone, STOP_LIMIT_MS)) return;
  child.kill('SIGKILL');
  await waitUntil(isGone, KILL_LIMIT_MS);
}

/** Whether the bench is being stopped, so that a failing run is no news. */
export function isBeingStopped(): boolean {
  return isEnding;
}

/** Ends everything that was started here; nothing can be started afterwards. */
export async function stopAll(): Promise<void> {
  isEnding = true;
  await Promise.all([...running].map((child) => stop(child)));
}

/** Last resort when the bench itself must go at once. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** CPU seconds a process has used so far; null where /proc does not say. */
export function cpuSeconds(pid: number): number | null {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th fields behind it, in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process in bytes; null where /proc does not say. */
export function residentBytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
