import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BenchDatabase, startDatabase } from './database.js';
import { stopAll } from './processes.js';

/** Does something with a database and a folder of its own, and leaves neither behind, also when it is interrupted. */
export async function withOwnDatabase<Result>(
  name: string,
  work: (database: BenchDatabase, directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), `tertulia-${name}-`));
  // As root the database runs under another account, which has to be able to enter.
  await chmod(directory, 0o755);
  const starting = startDatabase(join(directory, 'postgres'));
  const cleanUp = async (): Promise<void> => {
    await stopAll();
    // Interrupted while it starts, it has to be there before it can be stopped.
    await (await starting.catch(() => null))?.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const interrupt = (): void => void cleanUp().finally(() => process.exit(130));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(await starting, directory);
  } finally {
    await cleanUp();
  }
}

/** Shows a report and keeps it in a file. */
export async function publishReport(file: string, report: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, report);
  process.stdout.write(report);
}
