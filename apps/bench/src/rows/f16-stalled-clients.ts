import { isTrueWithin } from '../clients/waiting.js';
import { Crowd } from '../lab/crowd.js';
import { readDatabaseLogs } from '../lab/database-log.js';
import { Flood } from '../lab/flood.js';
import { sumMetric } from '../lab/node-metrics.js';
import { memoryOf } from '../lab/process-sample.js';
import { percentile } from './percentile.js';
import type { Row, RowRun } from './row.js';

const STALLED = 100;
const DROPPED = 'chat_slow_sockets_dropped_total';
const LIMIT_MS = 60_000;
const NORMAL_SENDS = 150;
/** The bounds of G10, with a floor for what a loaded machine does to single answers. */
const MOST_GROWTH_MB = 150;
const MOST_RATIO = 2;
const FLOOR_MS = 100;

/** F16: a hundred clients stop reading while large messages come. */
export const stalledClients: Row = {
  id: 'F16',
  title: '100 clients stopped with SIGSTOP under a flood of large messages',
  guarantees: 'G10',
  load: { writers: 2, followers: 1, rooms: 2, leastPauseMs: 100, mostPauseMs: 300 },
  strike: async (run) => {
    const [room = ''] = run.stage.rooms;
    const crowd = await Crowd.open(run.lab.baseUrl, [room], STALLED);
    const writer = await run.stage.addClient('flood');
    const flood = new Flood(writer, room);
    try {
      const normalFrom = Date.now();
      await isTrueWithin(LIMIT_MS, () => flood.sent >= NORMAL_SENDS);
      const normal = run.ackTimes(normalFrom, Date.now());
      const during = await stall(run, crowd);
      await flood.stop();
      crowd.thaw();
      judgeTimes(run, normal, during);
      const [truth] = await readDatabaseLogs(run.lab.databaseUrl(), [room]);
      const isWhole =
        (await crowd.isInWithin(STALLED, LIMIT_MS)) &&
        (await crowd.isCaughtUpWithin(new Map([[room, truth?.version ?? 0]]), LIMIT_MS));
      const status = await crowd.status();
      if (!isWhole) run.recorder.unrecovered.push(`${status.inside} of ${STALLED} came back whole`);
      run.atLeast('stalled clients that had to come back', status.connects - STALLED, STALLED);
      run.atMost('dup', 'versions that came twice to the crowd', status.doubled, 0);
    } finally {
      crowd.thaw();
      await flood.stop();
      await crowd.close();
    }
  },
};

/** Freezes the crowd until the nodes have closed it; gives how long the others' sends took meanwhile. */
async function stall(run: RowRun, crowd: Crowd): Promise<number[]> {
  const { nodes } = run.lab;
  const memory = memoryOf(nodes);
  const before = await sumMetric(nodes, DROPPED);
  const highest = [...memory];
  const from = Date.now();
  crowd.freeze();
  const areClosed = await isTrueWithin(LIMIT_MS, async () => {
    memoryOf(nodes).forEach((now, index) => (highest[index] = Math.max(highest[index] ?? 0, now)));
    return (await sumMetric(nodes, DROPPED)) - before >= STALLED;
  });
  const closedMs = Date.now() - from;
  if (!areClosed) run.recorder.unrecovered.push('stalled clients were not closed');
  const growth = Math.max(...highest.map((now, index) => now - (memory[index] ?? 0)));
  run.atMost('unbounded', 'growth of a node in MB', growth, MOST_GROWTH_MB);
  run.note('closed after s', (closedMs / 1_000).toFixed(1));
  run.note('growth of a node in MB', growth);
  return run.ackTimes(from, Date.now());
}

function judgeTimes(run: RowRun, normal: number[], during: number[]): void {
  const [usual, seen] = [percentile(normal, 0.99), percentile(during, 0.99)];
  run.atLeast('sends beside stalled clients', during.length, 50);
  run.atMost('slow-ack', 'p99 of the others in ms', seen, Math.max(usual * MOST_RATIO, usual + FLOOR_MS));
  run.note('p99 of the others in ms, before and during', `${usual} and ${seen}`);
}
