import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { runCuts } from './cut-run.js';
import { runKills } from './kill-run.js';
import { formatReport, type RunReport } from './report.js';
import { ServerProcess } from './server-process.js';

const USAGE = 'npm run faults -- [--only kill|cut] [--kills 20] [--seconds 60] [--clients n] [--seed n]';

const number = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d+$/)),
    z.pipe(z.transform(Number), z.int().check(z.minimum(least), z.maximum(most))),
  );

const optionsSchema = z.object({
  only: z.optional(z.enum(['kill', 'cut'])),
  kills: z.optional(number(1, 1_000)),
  seconds: z.optional(number(5, 3_600)),
  clients: z.optional(number(2, 500)),
  seed: z.optional(number(0, 4_294_967_295)),
});

type Options = z.infer<typeof optionsSchema>;

function readOptions(): Options | null {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ options: { only: text, kills: text, seconds: text, clients: text, seed: text } });
    const parsed = optionsSchema.safeParse(values);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const seed = options.seed ?? Date.now() % 1_000_000;
  const runs: (() => Promise<RunReport>)[] = [];
  if (options.only !== 'cut')
    runs.push(() => runKills({ kills: options.kills ?? 20, clients: options.clients ?? 16, seed }));
  if (options.only !== 'kill')
    runs.push(() => runCuts({ seconds: options.seconds ?? 60, clients: options.clients ?? 50, seed }));
  process.stdout.write(`Fault runs with seed ${seed}; repeat them with --seed ${seed}.\n\n`);
  let isClean = true;
  for (const run of runs) {
    const report = await run();
    process.stdout.write(`${formatReport(report)}\n`);
    isClean &&= report.verdict.isClean;
  }
  return isClean ? 0 : 1;
}

for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(name, () => void ServerProcess.disposeAll().finally(() => process.exit(code)));
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
