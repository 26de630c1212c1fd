import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process-alive.js';

/** A running server, as its lock file says. */
export interface RunningServer {
  pid: number;
  port: number;
}

/** The server that the folder's lock file names, if that process is alive and not somebody else's by now. */
export async function findRunning(directory: string): Promise<RunningServer | undefined> {
  const lines = (await readFile(lockFile(directory), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !port || !isAlive(pid)) return undefined;
  const folder = await workingFolder(pid);
  return folder === undefined || folder === directory ? { pid, port } : undefined;
}

/**
 * Removes a lock file whose process number belongs to somebody else by now, as it does after the restart of a container:
 * PostgreSQL itself would refuse to start for ever. Only where it is certain that no process of a server, which all work
 * in its folder, is left.
 */
export async function forgetStaleLock(directory: string): Promise<void> {
  const pid = Number((await readFile(lockFile(directory), 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid || !isAlive(pid)) return;
  const processes = (await readdir('/proc').catch((): string[] => [])).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(processes.map((process) => workingFolder(Number(process))));
  const canSee = processes.length > 0 && (await workingFolder(pid)) !== undefined;
  if (canSee && !folders.includes(directory)) await rm(lockFile(directory), { force: true });
}

function lockFile(directory: string): string {
  return join(directory, 'postmaster.pid');
}

/** Undefined where the system does not say, as for processes of other accounts. */
function workingFolder(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}
