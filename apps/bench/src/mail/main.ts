import { join } from 'node:path';
import * as z from 'zod/mini';
import type { BenchDatabase } from '../report/database.js';
import { log, runCommand, show, whole } from '../report/command.js';
import { describeMachine, readLoad } from '../report/machine.js';
import { publishReport, withOwnDatabase } from '../report/own-database.js';
import { FLOOD_RULES, runFlood } from './flood-run.js';
import type { MailVerdict } from './judge-mail.js';
import { KILL_RULES, runKills, SPEED, states } from './kill-run.js';
import { runLatency } from './latency-run.js';
import { MailProvider } from './mail-provider.js';
import { MailStage } from './mail-stage.js';

const USAGE =
  'npm run bench -- mail [--only kills|flood|latency] [--mentions 1000] [--kills 10] [--flood 10000] [--rounds 3] [--seconds 15] [--out bench-results/mail.md]';

const optionsSchema = z.object({
  only: z.optional(z.enum(['kills', 'flood', 'latency'])),
  mentions: whole(10, 100_000),
  /** In each state of a mail. */
  kills: whole(1, 1_000),
  flood: whole(100, 1_000_000),
  rounds: whole(1, 20),
  seconds: whole(2, 600),
  out: z.string(),
});
type Options = z.infer<typeof optionsSchema>;

interface Run {
  name: 'kills' | 'flood' | 'latency';
  nodes: number;
  rules: { perDay: number; perSecond: number; burst: number };
  environment: Record<string, string>;
  run: (stage: MailStage, options: Options) => Promise<{ lines: string[]; isClean: boolean }>;
}

const runs: readonly Run[] = [
  {
    name: 'kills',
    nodes: 3,
    rules: KILL_RULES,
    environment: { MAIL_LEASE_MS: '2000', MAIL_TIMEOUT_MS: '1000' },
    run: async (stage, options) => {
      const { mentions, kills, verdict, perMention } = await runKills(stage, options.mentions, options.kills);
      const killed = states.map((state) => `${kills[state]} ${state}`).join(', ');
      return {
        lines: [
          `${mentions} mentions, three workers, \`kill -9\`: ${killed}; the mail's time ran ${SPEED} times as fast`,
          `requests accepted per mention: once ${perMention.once}, never ${perMention.none}, more often ${perMention.more}`,
          ...describeVerdict(verdict),
        ],
        isClean: isClean(verdict, KILL_RULES) && perMention.once === mentions,
      };
    },
  },
  {
    name: 'flood',
    nodes: 2,
    rules: FLOOD_RULES,
    environment: {},
    run: async (stage, options) => {
      const result = await runFlood(stage, options.flood);
      return {
        lines: [
          `${result.mentions} mentions of 100 people in 20 rooms in one hour, 200 mails a day, two workers; ${result.toldInApp} told in the app`,
          `mails per person: median ${result.mailsPerPerson.median}, most ${result.mailsPerPerson.most}`,
          ...describeVerdict(result.verdict),
          ...result.outcomes.map(([outcome, count]) => `${outcome}: ${count}`),
        ],
        isClean: isClean(result.verdict, FLOOD_RULES) && result.toldInApp === result.mentions,
      };
    },
  },
  {
    name: 'latency',
    nodes: 1,
    rules: { perDay: 900_000, perSecond: 1, burst: 4 },
    environment: { MAIL_TIMEOUT_MS: '2000', MAIL_LEASE_MS: '4000' },
    run: async (stage, options) => {
      const { p50, p99, ratio } = await runLatency(stage, options.rounds, options.seconds);
      return {
        lines: [
          `sends that name somebody, ms: provider healthy p50 ${show(p50.accept)}, p99 ${show(p99.accept)}`,
          `hanging p50 ${show(p50.hang)}, p99 ${show(p99.hang)}; refusing p50 ${show(p50.throttle)}, p99 ${show(p99.throttle)}`,
          `p99 against healthy: hanging ${show(ratio.hang)}, refusing ${show(ratio.throttle)}; goal at most 1.2`,
        ],
        isClean: true,
      };
    },
  },
];

function isClean(verdict: MailVerdict, rules: { perDay: number }): boolean {
  const { twice, lost, untold, waiting, mostPerDay, burstExcess } = verdict;
  return twice + lost + untold + waiting === 0 && mostPerDay <= rules.perDay && burstExcess <= 0;
}

function describeVerdict(verdict: MailVerdict): string[] {
  return [
    `accepted ${verdict.accepted}; twice ${verdict.twice}, lost ${verdict.lost}, nobody told of ${verdict.untold}, still waiting ${verdict.waiting}`,
    `most in any 24 hours ${verdict.mostPerDay}; fullest window against its allowance ${verdict.burstExcess.toFixed(2)} (0 or less is kept)`,
  ];
}

async function runOne(
  run: Run,
  database: BenchDatabase,
  directory: string,
  options: Options,
): Promise<{ lines: string[]; isClean: boolean }> {
  const provider = await MailProvider.start();
  const { perDay, perSecond, burst } = run.rules;
  const environment = {
    MAIL_PER_DAY: String(perDay),
    MAIL_PER_SECOND: String(perSecond),
    MAIL_BURST: String(burst),
    ...run.environment,
  };
  try {
    await provider.allow(perDay, perSecond);
    const url = await database.create(run.name);
    const stage = await MailStage.open(url, join(directory, run.name), provider, { nodes: run.nodes, environment });
    try {
      return await run.run(stage, options);
    } finally {
      await stage.close();
    }
  } finally {
    await provider.stop();
  }
}

/** Runs what is wanted on a database of its own. @returns whether nothing was found. */
function main(options: Options): Promise<boolean> {
  const load = readLoad();
  return withOwnDatabase('mail', async (database, directory) => {
    const { lines } = describeMachine(load, database.version, JSON.stringify(options));
    // Nothing is tied to a core here, and the texts are of another kind.
    const facts = lines.filter((line) => !/^server under test|^Loopback/.test(line));
    const report = ['# Mail', '', ...facts.map((line) => `- ${line}`), ''];
    let areClean = true;
    for (const run of runs.filter(({ name }) => options.only === undefined || name === options.only)) {
      const result = await runOne(run, database, directory, options);
      areClean &&= result.isClean;
      report.push(
        `## ${run.name}: ${result.isClean ? 'clean' : '**not clean**'}`,
        '',
        ...result.lines.map((line) => `- ${line}`),
        '',
      );
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
    mentions: '1000',
    kills: '10',
    flood: '10000',
    rounds: '3',
    seconds: '15',
    out: 'bench-results/mail.md',
  },
  run: main,
});
