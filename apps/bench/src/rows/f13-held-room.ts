import pg from 'pg';
import { quantile } from '../load/statistics.js';
import { SendProbe } from '../lab/send-probe.js';
import type { Row, RowRun } from './row.js';

const HELD_MS = 10_000;
const REFUSAL_MS = 3_000;
const ADDED_MS = 100;
const NOISE_MS = 250;

/** F13: a session holds the row of the busy room; whoever writes elsewhere does not notice. */
export const heldRoom: Row = {
  id: 'F13',
  title: 'the row of the busy room held by a session',
  guarantees: 'G3 G9',
  strike: async (run) => {
    const { lab, stage } = run;
    const [held, other] = stage.rooms;
    if (held === undefined || other === undefined) throw new Error('There are not two rooms.');
    const [inHeld, inOther] = [SendProbe.start(lab, stage, held), SendProbe.start(lab, stage, other)];
    try {
      const from = Date.now();
      await run.acknowledges(80);
      const normal = timesOf(inOther, from, Date.now());
      const struckAt = Date.now();
      await holdRow(run, held);
      judge(run, { inHeld, inOther, struckAt, endedAt: Date.now(), normal });
    } finally {
      await Promise.all([inHeld.stop(), inOther.stop()]);
    }
  },
};

async function holdRow(run: RowRun, roomId: string): Promise<void> {
  const client = new pg.Client({ connectionString: run.lab.databaseUrl(), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM room WHERE id = $1 FOR UPDATE', [roomId]);
    await run.pause(run.isLong ? HELD_MS * 3 : HELD_MS);
  } finally {
    await client.end();
  }
}

interface Findings {
  inHeld: SendProbe;
  inOther: SendProbe;
  struckAt: number;
  endedAt: number;
  normal: number[];
}

function judge(run: RowRun, { inHeld, inOther, struckAt, endedAt, normal }: Findings): void {
  const waiting = inHeld.between(struckAt, endedAt).filter(({ outcome }) => outcome !== 'ok');
  const slowest = Math.max(0, ...waiting.map(({ tookMs }) => tookMs));
  run.atLeast('refusals in the held room', waiting.filter(({ outcome }) => outcome === 'unavailable').length, 6);
  run.atMost('slow-ack', 'ms until a refusal in the held room', slowest, REFUSAL_MS + 2 * (normal.at(-1) ?? 0));
  const elsewhere = inOther.between(struckAt, endedAt);
  const refused = elsewhere.filter(({ outcome }) => outcome !== 'ok').length;
  run.atLeast('sends to another room', elsewhere.length, 30);
  run.atMost('wrong-error', 'refusals in another room', refused, 0);
  const [before, then] = [quantile(normal, 0.99), quantile(timesOf(inOther, struckAt, endedAt), 0.99)];
  run.atMost(
    'slow-ack',
    `p99 in another room, normally ${before} ms`,
    then,
    Math.max(before * 1.5, NOISE_MS) + ADDED_MS,
  );
  const reads = inHeld.between(struckAt, endedAt, 'read').filter(({ outcome }) => outcome !== 'ok').length;
  run.atMost('wrong-error', 'refused reads of the held room', reads, 0);
  run.note('in the held room', `${waiting.length} refused, the slowest after ${slowest} ms`);
  run.note('in another room', `p99 ${before} ms, then ${then} ms, ${refused} refused`);
}

function timesOf(probe: SendProbe, from: number, to: number): number[] {
  return probe
    .between(from, to)
    .map(({ tookMs }) => tookMs)
    .sort((a, b) => a - b);
}
