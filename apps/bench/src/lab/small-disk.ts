import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PART = Buffer.alloc(256 * 1024);
/** What is left free is too little for a page of PostgreSQL. */
const SMALL_PART = Buffer.alloc(4 * 1024);

/** A disk of limited size in memory that can be filled up; only root may have one. */
export class SmallDisk {
  private isMounted = true;

  private constructor(readonly directory: string) {}

  static mount(directory: string, megabytes: number): SmallDisk {
    mkdirSync(directory, { recursive: true });
    run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', directory]);
    return new SmallDisk(directory);
  }

  /** Writes until nothing more fits; gives how many bytes that took. */
  fill(): number {
    const file = openSync(this.ballast, 'a');
    try {
      return writeAll(file, PART) + writeAll(file, SMALL_PART);
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  /** Also when something on it is still open. */
  unmount(): void {
    if (!this.isMounted) return;
    this.isMounted = false;
    try {
      run('umount', [this.directory]);
    } catch {
      run('umount', ['-l', this.directory]);
    }
  }

  private get ballast(): string {
    return join(this.directory, 'ballast');
  }
}

function writeAll(file: number, part: Buffer): number {
  let written = 0;
  for (;;) {
    try {
      written += writeSync(file, part);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return written;
      throw error;
    }
  }
}

function run(program: string, args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
}
