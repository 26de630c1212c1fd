import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Bench } from './bench.js';
import { startDatabase, type BenchDatabase } from './database.js';
import { judge } from './goals.js';
import { describeMachine, readLoad } from './machine.js';
import { OptionsError, parseOptions, usage, type Options } from './options.js';
import { killAll, pinSelf, stopAll } from './processes.js';
import { renderReport } from './table.js';

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function writeReport(
  options: Options,
  bench: Bench,
  load: string,
  databaseVersion: string | null,
): Promise<void> {
  const asked = `--only ${options.scenarios.join(',')} --rounds ${options.rounds} --seconds ${options.seconds}`;
  const machine = describeMachine(
    load,
    databaseVersion,
    options.url === null ? asked : `${asked} --url ${options.url}`,
  );
  const verdicts = judge(bench.records);
  const markdown = renderReport(machine, bench.records, verdicts);
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(options.out, markdown);
  const json = options.out.replace(/\.md$/, '') + '.json';
  await writeFile(
    json,
    `${JSON.stringify({ machine: machine.lines, options, verdicts, records: bench.records }, null, 2)}\n`,
  );
  process.stdout.write(markdown);
  log(`written to ${options.out} and ${json}`);
}

async function main(options: Options): Promise<void> {
  const load = readLoad();
  pinSelf();
  const directory = await mkdtemp(join(tmpdir(), 'tertulia-bench-'));
  // As root the database runs under another account, which has to be able to enter.
  await chmod(directory, 0o755);
  let starting: Promise<BenchDatabase> | null = null;
  const cleanUp = async (): Promise<void> => {
    await stopAll();
    // Interrupted while it starts, it has to be there before it can be stopped.
    const database = await starting?.catch(() => null);
    starting = null;
    await database?.stop();
    await rm(directory, { recursive: true, force: true });
  };
  let isInterrupted = false;
  const interrupt = (): void => {
    if (isInterrupted) {
      killAll();
      process.exit(130);
    }
    isInterrupted = true;
    log('stopping; once more to stop at once');
    void cleanUp().finally(() => process.exit(130));
  };
  process.on('exit', killAll);
  // Whoever read the output may be gone (`… | head`); the run still has to clean up.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    if (options.url === null) starting = startDatabase(join(directory, 'postgres'));
    const database = starting === null ? null : await starting;
    const bench = new Bench(options, database, directory, log);
    const version = database?.version ?? null;
    await bench.run();
    if (isInterrupted) return;
    await writeReport(options, bench, load, version);
    if (bench.records.some((record) => record.error !== undefined)) process.exitCode = 1;
  } finally {
    if (!isInterrupted) await cleanUp();
  }
}

try {
  await main(parseOptions(process.argv.slice(2), new Date()));
} catch (error) {
  log(
    error instanceof OptionsError
      ? `${error.message}\n${usage}`
      : String(error instanceof Error ? error.message : error),
  );
  process.exitCode = error instanceof OptionsError ? 2 : 1;
}
