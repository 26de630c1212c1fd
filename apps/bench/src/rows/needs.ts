import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasOwnNetwork } from '../lab/own-network.js';
import type { Need } from './row.js';

/** Where Debian puts the library that shows a process another time. */
const FAKETIME_LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((triple) => `/usr/lib/${triple}/faketime/libfaketime.so.1`)
  .concat('/usr/lib/faketime/libfaketime.so.1');

/** The library to preload, if the machine has it. */
export function findFaketime(): string | undefined {
  return FAKETIME_LIBRARIES.find((file) => existsSync(file));
}

const checks: Record<Need, () => string | null> = {
  root: () => (process.getuid?.() === 0 ? null : 'only root may do this'),
  tmpfs: () => (process.getuid?.() === 0 && answers('mountpoint', '--version') ? null : 'only root may mount a tmpfs'),
  iptables: () =>
    hasOwnNetwork() && answers('iptables', '--version')
      ? null
      : 'it needs root, a network of its own (unshare) and iptables (Debian: iptables)',
  faketime: () => (findFaketime() ? null : 'it needs libfaketime (Debian: libfaketime)'),
  prlimit: () => (answers('prlimit', '--version') ? null : 'it needs prlimit (Debian: util-linux)'),
};

/** Names what the machine lacks for a row; null when it can run. */
export function findMissing(needs: readonly Need[]): string | null {
  return needs.map((need) => checks[need]()).find((missing) => missing !== null) ?? null;
}

function answers(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;
}
