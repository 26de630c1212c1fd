import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { Laboratory } from '../lab/laboratory.js';
import { runInOwnNetwork } from '../lab/own-network.js';
import { ServerProcess } from '../lab/server-process.js';
import { publishReport } from '../report/own-database.js';
import { formatMatrix, formatRow } from '../rows/matrix-table.js';
import { rows } from '../rows/rows.js';
import { MatrixRun } from '../rows/run-matrix.js';
import type { Row, RowReport } from '../rows/row.js';
import { runCuts } from './cut-run.js';
import { runKills } from './kill-run.js';
import { formatReport, type RunReport } from './report.js';

const USAGE = `npm run faults -- [--only F1,F8] [--seed n] [--long]      the fault matrix on a cluster
npm run faults -- --only kill|cut [--kills 20] [--seconds 60] [--clients n] [--seed n]      one process with its embedded database
`;

const number = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d+$/)),
    z.pipe(z.transform(Number), z.int().check(z.minimum(least), z.maximum(most))),
  );

const optionsSchema = z.object({
  only: z.optional(z.string().check(z.regex(/^(kill|cut|F\d{1,2}(,F\d{1,2})*)$/))),
  kills: z.optional(number(1, 1_000)),
  seconds: z.optional(number(5, 3_600)),
  clients: z.optional(number(2, 500)),
  seed: z.optional(number(0, 4_294_967_295)),
  long: z.optional(z.boolean()),
});

type Options = z.infer<typeof optionsSchema>;

function readOptions(): Options | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      options: { only: text, kills: text, seconds: text, clients: text, seed: text, long: flag },
    });
    const parsed = optionsSchema.safeParse(values);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The rows that were asked for; null when one of them does not exist. */
function chooseRows(only: string | undefined): Row[] | null {
  const wanted = only?.split(',');
  if (wanted?.some((id) => !rows.some((row) => row.id === id))) return null;
  return rows.filter((row) => wanted === undefined || wanted.includes(row.id));
}

async function runSingle(options: Options, seed: number): Promise<boolean> {
  const run = (): Promise<RunReport> =>
    options.only === 'kill'
      ? runKills({ kills: options.kills ?? 20, clients: options.clients ?? 16, seed })
      : runCuts({ seconds: options.seconds ?? 60, clients: options.clients ?? 50, seed });
  const report = await run();
  process.stdout.write(`${formatReport(report)}\n`);
  return report.verdict.isClean;
}

async function runMatrix(chosen: Row[], options: Options, seed: number): Promise<boolean> {
  const run = new MatrixRun(seed, options.long ?? false);
  const reports: RowReport[] = [];
  const startedAt = Date.now();
  try {
    for (const row of chosen) {
      const report = await run.run(row);
      reports.push(report);
      process.stdout.write(`${formatRow(report)}\n`);
    }
  } finally {
    await run.leave();
  }
  const failed = reports.filter(({ anomalies }) => anomalies.length > 0);
  const left = reports.filter(({ missing }) => missing !== undefined);
  const clean = reports.length - failed.length - left.length;
  const took = Math.round((Date.now() - startedAt) / 1_000);
  await publishReport(
    'bench-results/faults.md',
    `${formatMatrix(reports)}\nSeed ${seed}: ${clean} rows clean, ${failed.length} failed, ${left.length} not run; ${took} s.\n`,
  );
  return failed.length === 0;
}

async function main(): Promise<number> {
  const options = readOptions();
  const isSingle = options?.only === 'kill' || options?.only === 'cut';
  const chosen = isSingle ? [] : options && chooseRows(options.only);
  if (!options || !chosen) {
    process.stderr.write(USAGE);
    return 2;
  }
  const code = await runInOwnNetwork();
  if (code !== null) return code;
  const seed = options.seed ?? Date.now() % 1_000_000;
  process.stdout.write(`Faults with seed ${seed}; repeat them with --seed ${seed}.\n\n`);
  const isClean = isSingle ? await runSingle(options, seed) : await runMatrix(chosen, options, seed);
  return isClean ? 0 : 1;
}

let isEnding = false;

/** Ctrl+C comes more than once: npm passes on what the terminal has sent to everybody. */
function end(code: number): void {
  if (isEnding) return;
  isEnding = true;
  void Promise.all([ServerProcess.disposeAll(), Laboratory.disposeAll()]).finally(() => process.exit(code));
}

process.on('SIGINT', () => end(130));
process.on('SIGTERM', () => end(143));
// The terminal was closed: nobody reads any more, and writing fails.
process.on('SIGHUP', () => end(129));
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  // At once: what a row left open must not keep the program from ending.
  process.exit(await main());
} catch (error) {
  // What was under way fails when everything is taken from under it, which is no news.
  if (!isEnding) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
