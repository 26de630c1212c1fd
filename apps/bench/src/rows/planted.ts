import type { AnomalyName } from '../checker/anomaly.js';
import { Random } from '../clients/random.js';
import { Laboratory } from '../lab/laboratory.js';
import type { Row, RowReport, RowRun } from './row.js';
import { runRow } from './run-row.js';

/** Long enough for everybody who can catch up; who cannot is what is looked for. */
const HEALING_LIMIT_MS = 8_000;
const AWAY_MS = 1_500;

/** An error planted in the product, what brings it out, and all that the checker must say about it, no more and no less. */
export interface Planted {
  name: string;
  /** What is done while people write. */
  strike: (run: RowRun) => Promise<void>;
  expected: AnomalyName[];
}

/** Ends the database in the middle of commits; gives how many were under way is unknown, so several times. */
async function killDatabase(run: RowRun): Promise<void> {
  for (let blow = 1; blow <= 3; blow += 1) {
    await run.acknowledges(25);
    run.atLeast(`processes of the database killed at blow ${blow}`, run.lab.database.kill(), 1);
    await run.lab.database.start();
  }
  await run.acknowledges(25);
}

/** One node does not hear of what the other stores. */
async function deafenNode(run: RowRun): Promise<void> {
  const [, second] = run.lab.nodes;
  second?.toRedis.strike({ kind: 'dark', forMs: AWAY_MS });
  run.atLeast('connections to Redis cut', second?.toRedis.struck ?? 0, 1);
  await run.pause(AWAY_MS);
  await run.acknowledges(60);
}

/** What was said of a message that was never stored is said again of the one that took its number. */
const NUMBER_TAKEN_AGAIN: AnomalyName[] = ['diverge'];

export const planted: Planted[] = [
  { name: 'ack-before-commit', strike: killDatabase, expected: ['lost-ack', ...NUMBER_TAKEN_AGAIN] },
  { name: 'publish-before-commit', strike: killDatabase, expected: ['phantom', ...NUMBER_TAKEN_AGAIN] },
  {
    name: 'skip-dedupe',
    strike: async (run) => void (await run.acknowledges(400, 60_000)),
    expected: ['stored-twice'],
  },
  { name: 'skip-gap-repair', strike: deafenNode, expected: ['not-caught-up'] },
];

/** Runs the product with one planted error; what the checker found stands in the report. */
export async function runPlanted({ name, strike }: Planted, seed: number): Promise<RowReport> {
  const row: Row = {
    id: 'planted',
    title: name,
    guarantees: 'the checker',
    load: {
      writers: 8,
      followers: 4,
      rooms: 2,
      leastPauseMs: 10,
      mostPauseMs: 60,
      // What refers to a message that is lost is refused, which would be a second name for the one error.
      namingShare: 0,
      isOnlySending: true,
    },
    strike,
  };
  const lab = await Laboratory.create({ nodes: 2, environment: { FAIL_POINTS: name } });
  try {
    return await runRow(row, lab, new Random(seed).fork(name).seed, {
      isLong: false,
      healingLimitMs: HEALING_LIMIT_MS,
    });
  } finally {
    await lab.dispose(false);
  }
}

/** The names of what was found, each once, in the order of the alphabet. */
export function namesOf(report: RowReport): string[] {
  return [...new Set(report.anomalies.map(({ name }) => name))].sort();
}
