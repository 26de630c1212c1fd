import { spawn, spawnSync } from 'node:child_process';

const MARK = 'TERTULIA_OWN_NETWORK';

/** Whether this process has a network of its own, whose rules disturb nobody else. */
export function hasOwnNetwork(): boolean {
  return process.env[MARK] === '1';
}

/**
 * Starts this program again in a network of its own, with nothing but loopback, where the machine and the user allow it.
 * What it mounts is its own too, and gone with its last process however it ends.
 * @returns its exit code, or null when there is no such network and the program should go on as it is.
 */
export async function runInOwnNetwork(): Promise<number | null> {
  if (hasOwnNetwork() || process.getuid?.() !== 0) return null;
  const command = ['--net', '--mount', '--', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"'];
  if (spawnSync('unshare', [...command, 'true'], { stdio: 'ignore' }).status !== 0) return null;
  const child = spawn('unshare', [...command, process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [MARK]: '1' },
  });
  // Ctrl+C and the end of a terminal reach the child by themselves, which cleans up; this process only waits for it.
  for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
