import * as z from 'zod/mini';
import { prepare } from '../load/guests.js';
import { spread } from '../load/statistics.js';
import { readDatabaseVersion, withCluster } from '../report/cluster.js';
import { log, runCommand, show, whole } from '../report/command.js';
import { describeMachine, readLoad } from '../report/machine.js';
import { publishReport } from '../report/own-database.js';
import { type Blow, FailoverRun, type Round } from './failover-run.js';

const USAGE =
  'npm run bench -- failover [--only kill|restart] [--admission off,200] [--clients 1000] [--room 50] [--nodes 3] [--rounds 3] [--out bench-results/failover.md]';

const optionsSchema = z.object({
  only: z.optional(z.enum(['kill', 'restart'])),
  /** Handshakes that a node admits per second; each value is a cluster of its own. */
  admission: z.string().check(z.regex(/^(off|\d{1,5})(,(off|\d{1,5}))*$/)),
  clients: whole(10, 10_000),
  room: whole(2, 1_000),
  nodes: whole(2, 5),
  rounds: whole(1, 20),
  out: z.string(),
});
type Options = z.infer<typeof optionsSchema>;

interface Result {
  blow: Blow;
  admission: string;
  rounds: Round[];
}

const columns: readonly { title: string; of: Exclude<keyof Round, 'reasons'>; digits: number }[] = [
  { title: 'clients that came back', of: 'returns', digits: 0 },
  { title: 'away, median s', of: 'medianAwaySeconds', digits: 2 },
  { title: 'longest s', of: 'longestAwaySeconds', digits: 2 },
  { title: 'all back and whole after s', of: 'wholeSeconds', digits: 2 },
  { title: 'peak handshakes/s of a node', of: 'peakHandshakes', digits: 0 },
  { title: 'attempts in vain', of: 'inVain', digits: 0 },
  { title: 'acknowledged', of: 'acknowledged', digits: 0 },
];
const faults = ['lost', 'doubled', 'outOfOrder', 'unanswered', 'reloads'] as const;
const blows: Readonly<Record<Blow, string>> = { kill: '`kill -9` of one node', restart: 'restart of all, one by one' };

function renderTable(results: readonly Result[]): string[] {
  const head = [
    '',
    'handshakes admitted/s',
    ...columns.map(({ title }) => title),
    'lost / doubled / out of order / unanswered / reloads',
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = results.map(({ blow, admission, rounds }) => [
    blows[blow],
    admission,
    ...columns.map(({ of, digits }) => show(spread(rounds.map((round) => round[of])), digits)),
    faults.map((fault) => rounds.reduce((sum, round) => sum + round[fault], 0)).join(' / '),
  ]);
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** Why attempts were in vain, over all rounds. */
function listReasons(results: readonly Result[]): string[] {
  return results.flatMap(({ blow, admission, rounds }) => {
    const counts = new Map<string, number>();
    for (const [reason, count] of rounds.flatMap(({ reasons }) => Object.entries(reasons)))
      counts.set(reason, (counts.get(reason) ?? 0) + count);
    return [...counts].map(([reason, count]) => `- ${blow}, ${admission}: ${count} attempts in vain, ${reason}`);
  });
}

function isFaultless(round: Round): boolean {
  return faults.every((fault) => round[fault] === 0) && round.returns > 0 && round.acknowledged > 0;
}

/** All rounds at one admission rate, on one cluster; a database that was filled by the earlier ones changes nothing here. */
async function measure(options: Options, admission: string): Promise<{ results: Result[]; version: string }> {
  const environment: Record<string, string> = {
    LIMITS: 'off',
    JOBS_DRIVER: 'off',
    LOG_LEVEL: 'warn',
    ...(admission !== 'off' && { HANDSHAKES_PER_SECOND: admission }),
  };
  return withCluster({ count: options.nodes, environment, onProgress: log }, async (cluster) => {
    const { tokens } = await prepare({ kind: 'prepare', url: cluster.url, guests: options.clients, rooms: 0 });
    const wanted: Blow[] = options.only === undefined ? ['kill', 'restart'] : [options.only];
    const results: Result[] = wanted.map((blow) => ({ blow, admission, rounds: [] }));
    for (let round = 0; round < options.rounds; round += 1) {
      for (const { blow, rounds } of results) {
        const victim = cluster.nodes[round % cluster.nodes.length]?.id ?? '';
        const measured = await new FailoverRun(cluster, tokens, options.room).run(blow, victim);
        rounds.push(measured);
        log(`${blow}, admission ${admission}: ${JSON.stringify(measured)}`);
      }
    }
    return { results, version: await readDatabaseVersion(cluster.database) };
  });
}

/** @returns whether nothing was lost, doubled, out of order or left unanswered. */
async function main(options: Options): Promise<boolean> {
  const load = readLoad();
  const results: Result[] = [];
  let version = '';
  for (const admission of options.admission.split(',')) {
    const measured = await measure(options, admission);
    results.push(...measured.results);
    ({ version } = measured);
  }
  const { lines } = describeMachine(load, version, JSON.stringify(options));
  // Nothing is tied to a core here.
  const facts = lines.filter((line) => !line.startsWith('server under test'));
  const report = [
    '# Failover',
    '',
    ...facts.map((line) => `- ${line}`),
    `- ${options.clients} clients over nginx on ${options.nodes} nodes, in rooms of ${options.room}, two writers in each`,
    '',
    ...renderTable(results),
    '',
    ...listReasons(results),
    '',
  ];
  await publishReport(options.out, report.join('\n'));
  return results.every(({ rounds }) => rounds.every(isFaultless));
}

await runCommand({
  usage: USAGE,
  schema: optionsSchema,
  defaults: {
    only: undefined,
    admission: 'off,200',
    clients: '1000',
    room: '50',
    nodes: '3',
    rounds: '3',
    out: 'bench-results/failover.md',
  },
  run: main,
});
