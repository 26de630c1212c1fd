import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Finds the folder of the embedded database: the one below the data directory with a `PG_VERSION` and a `global` folder. */
export function findDatabaseFolder(dataDir: string, depth = 3): string | null {
  const entries = readdirSync(dataDir, { withFileTypes: true });
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has('PG_VERSION') && names.has('global')) return realpathSync(dataDir);
  if (depth === 0) return null;
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const found = findDatabaseFolder(join(dataDir, entry.name), depth - 1);
    if (found) return found;
  }
  return null;
}

/** Id and port in `postmaster.pid`, also when that process is gone; null without the file. */
export function readPostmaster(folder: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return Number.isInteger(pid) && pid > 1 ? { pid, port } : null;
  } catch {
    return null;
  }
}

/**
 * Every living process of the database in that folder, the postmaster first: the id from `postmaster.pid`, its children,
 * and what an earlier postmaster left behind. Each is known by its working directory, which PostgreSQL sets to the folder,
 * so that a recycled id is never taken for a database.
 */
export function findDatabaseProcesses(folder: string): number[] {
  const living = listProcesses().filter((pid) => isIn(folder, pid));
  const postmaster = readPostmaster(folder)?.pid;
  return living.sort((a, b) => Number(b === postmaster) - Number(a === postmaster) || a - b);
}

/** Ends every process of the database at once, as a crash of the machine would; gives how many there were. */
export function killDatabase(folder: string): number {
  let killed = 0;
  for (const pid of findDatabaseProcesses(folder)) killed += signal(pid, 'SIGKILL') ? 1 : 0;
  return killed;
}

/** Sends a signal to one process; false when it is gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function listProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
}

function isIn(folder: string, pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder && !isZombie(pid);
  } catch {
    return false;
  }
}

/** A killed process whose parent has not asked for it yet: its state, after the name in brackets, is Z. */
function isZombie(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3) === 'Z';
}
