import * as z from 'zod/mini';
import { log, runCommand, whole } from '../report/command.js';
import { describeMachine, readLoad } from '../report/machine.js';
import { publishReport, withOwnDatabase } from '../report/own-database.js';
import { pinSelf } from '../report/processes.js';
import { type Group, peerKinds, startPeerGroup, startProductGroup } from './group.js';
import { type GroupLoad, runGroup } from './group-run.js';
import { type NodesRecord, renderNodes } from './nodes-report.js';

const USAGE =
  'npm run bench -- nodes [--only S100,L100,R200,cut] [--rounds 3] [--seconds 5] [--out bench-results/nodes.md]';

const optionsSchema = z.object({ only: z.string(), rounds: whole(1, 20), seconds: whole(2, 600), out: z.string() });
type Options = z.infer<typeof optionsSchema>;

const rate = (messagesPerSecond: number) => ({ kind: 'rate' as const, messagesPerSecond });

/** S100 and L100 are those of the one-node bench but for L100's 6 publishers, which sit on up to three nodes alike. */
const loads: Readonly<Record<string, GroupLoad>> = {
  S100: { rooms: 5, membersPerRoom: 100, publishersPerRoom: 6, pace: { kind: 'closed', inFlightPerPublisher: 1 } },
  L100: { rooms: 5, membersPerRoom: 100, publishersPerRoom: 6, pace: rate(100) },
  R200: { rooms: 200, membersPerRoom: 6, publishersPerRoom: 6, pace: rate(200) },
  cut: { rooms: 5, membersPerRoom: 100, publishersPerRoom: 6, pace: rate(100) },
};

/** Every group in turn in each round, in turned order every second one, so that a drift of the machine meets all. */
async function measure(groups: readonly Group[], scenario: string, load: GroupLoad, options: Options) {
  const records: NodesRecord[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const group of round % 2 === 1 ? groups : groups.toReversed()) {
      const nodes = group.urls.length;
      const values = await runGroup(group, load, options.seconds, scenario === 'cut');
      records.push({ scenario, round, target: group.name, nodes, values });
      log(`${scenario} round ${round} ${group.name} ${nodes}: ${JSON.stringify(values)}`);
    }
  }
  return records;
}

async function withGroups<Result>(starts: (() => Promise<Group>)[], work: (groups: Group[]) => Promise<Result>) {
  const groups: Group[] = [];
  try {
    for (const start of starts) groups.push(await start());
    return await work(groups);
  } finally {
    await Promise.all(groups.map((group) => group.stop()));
  }
}

/** @returns whether the product lost and doubled nothing. */
function main(options: Options): Promise<boolean> {
  const load = readLoad();
  const wanted = options.only.split(',').filter((name) => Object.hasOwn(loads, name));
  pinSelf();
  return withOwnDatabase('nodes', async (database, directory) => {
    const { lines } = describeMachine(load, database.version, JSON.stringify(options));
    const records: NodesRecord[] = [];
    const run = async (names: string[], starts: (() => Promise<Group>)[]) => {
      if (names.length === 0) return;
      await withGroups(starts, async (groups) => {
        for (const name of names) {
          const chosen = loads[name];
          if (chosen) records.push(...(await measure(groups, name, chosen, options)));
        }
      });
    };
    await run(
      wanted.filter((name) => name !== 'cut'),
      [
        ...[1, 2, 3].map((count) => () => startProductGroup(database, directory, count)),
        ...peerKinds.map((kind) => () => startPeerGroup(kind, 2)),
      ],
    );
    await run(
      wanted.filter((name) => name === 'cut'),
      [
        () => startProductGroup(database, directory, 2, true),
        ...peerKinds.map((kind) => () => startPeerGroup(kind, 2, true)),
      ],
    );
    await publishReport(options.out, renderNodes(lines, records));
    return records.every(({ target, values }) => target !== 'product' || values.lost + values.doubled === 0);
  });
}

await runCommand({
  usage: USAGE,
  schema: optionsSchema,
  defaults: { only: 'S100,L100,R200,cut', rounds: '3', seconds: '5', out: 'bench-results/nodes.md' },
  run: main,
});
