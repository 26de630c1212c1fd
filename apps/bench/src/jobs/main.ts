import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { log, runCommand, show, whole } from '../report/command.js';
import { describeMachine, readLoad } from '../report/machine.js';
import { publishReport, withOwnDatabase } from '../report/own-database.js';
import { isFaultless } from './judge-work.js';
import { killEmbedded, type KillResult, killRunner } from './kill-run.js';
import { modes, runLatency } from './latency-run.js';

const USAGE =
  'npm run bench -- jobs [--only embedded|sqs|latency] [--messages 1000] [--pace 25] [--rounds 3] [--seconds 15] [--out bench-results/jobs.md]';

const optionsSchema = z.object({
  only: z.optional(z.enum(['embedded', 'sqs', 'latency'])),
  messages: whole(10, 100_000),
  /** Messages a second while workers are killed. */
  pace: whole(1, 1_000),
  rounds: whole(1, 20),
  seconds: whole(2, 600),
  out: z.string(),
});
type Options = z.infer<typeof optionsSchema>;

interface Outcome {
  lines: string[];
  isClean: boolean;
}

interface Run {
  name: 'embedded' | 'sqs' | 'latency';
  run: (databaseUrl: string, directory: string, options: Options) => Promise<Outcome>;
}

const runs: readonly Run[] = [
  {
    name: 'embedded',
    run: async (url, directory, { messages, pace }) =>
      describeKills(await killEmbedded(url, directory, messages, pace)),
  },
  {
    name: 'sqs',
    run: async (url, directory, { messages, pace }) => describeKills(await killRunner(url, directory, messages, pace)),
  },
  {
    name: 'latency',
    run: async (url, directory, { rounds, seconds }) => {
      const { p50, p99, ratio } = await runLatency(url, directory, rounds, seconds);
      return {
        lines: [
          ...modes.map((mode) => `sends while workers are ${mode}, ms: p50 ${show(p50[mode])}, p99 ${show(p99[mode])}`),
          `p99 against working: stopped ${show(ratio.stopped)}, hanging ${show(ratio.hanging)}, failing ${show(ratio.failing)}; goal at most 1.2`,
        ],
        isClean: true,
      };
    },
  },
];

function describeKills({ kills, verdict }: KillResult): Outcome {
  const { messages, lost, wrong, excess } = verdict;
  return {
    lines: [
      `${messages} messages, their worker killed with \`kill -9\` ${kills} times, every second`,
      `not answered about by both topics ${lost}; with other tags than their text asks for ${wrong}`,
      `changes of the room beyond one for each message and one for each tagged message ${excess}`,
    ],
    isClean: isFaultless(verdict),
  };
}

/** Runs what is wanted, each on a database of its own. @returns whether nothing was found. */
function main(options: Options): Promise<boolean> {
  const load = readLoad();
  return withOwnDatabase('work', async (database, directory) => {
    const { lines } = describeMachine(load, database.version, JSON.stringify(options));
    // Nothing is tied to a core here, and the texts are of another kind.
    const facts = lines.filter((line) => !/^server under test|^Loopback/.test(line));
    const report = ['# Delegated work', '', ...facts.map((line) => `- ${line}`), ''];
    let areClean = true;
    for (const run of runs.filter(({ name }) => options.only === undefined || name === options.only)) {
      const folder = join(directory, run.name);
      await mkdir(folder, { recursive: true });
      const result = await run.run(await database.create(run.name), folder, options);
      areClean &&= result.isClean;
      const heading = `## ${run.name}: ${result.isClean ? 'clean' : '**not clean**'}`;
      report.push(heading, '', ...result.lines.map((line) => `- ${line}`), '');
      log(result.lines.join('\n'));
    }
    await publishReport(options.out, report.join('\n'));
    return areClean;
  });
}

await runCommand({
  usage: USAGE,
  schema: optionsSchema,
  defaults: {
    only: undefined,
    messages: '1000',
    pace: '25',
    rounds: '3',
    seconds: '15',
    out: 'bench-results/jobs.md',
  },
  run: main,
});
