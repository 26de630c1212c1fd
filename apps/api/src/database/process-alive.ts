import { readFileSync } from 'node:fs';

/**
 * Whether a process exists; one of another account exists too, though it may not be signalled. One that ended and that
 * its parent has not fetched yet does not: where nobody fetches orphans (a container without an init) it stays for ever.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const isForeign = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
    if (!isForeign) return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    // The name before it is in brackets and may hold anything.
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
