import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isAlive } from './process-alive.js';

/**
 * Keeps two processes from using one data folder. The lock of a process that is gone does not count, so a crash leaves
 * nothing to clean up.
 * @throws {EmbeddedPostgresError} when another process uses the folder, or it cannot be written.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'tertulia.pid');
  try {
    await mkdir(directory, { recursive: true });
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder !== process.pid && (await isTertulia(holder))) {
      throw new EmbeddedPostgresError(
        `Another Tertulia (process ${holder}) uses the data folder ${directory}. Stop it, or set DATA_DIR to another folder.`,
      );
    }
    await writeFile(file, String(process.pid));
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new EmbeddedPostgresError(
      `The data folder ${directory} cannot be used (${reason}). Set DATA_DIR to a folder that this user may write.`,
    );
  }
  return () => rm(file, { force: true });
}

/** Whether a process is alive and a Node process: its id may have gone to somebody else after a restart of the machine. */
async function isTertulia(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'node');
  return command.includes('node');
}
