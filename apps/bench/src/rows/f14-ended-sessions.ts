import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { isTrueWithin } from '../clients/waiting.js';
import { DatabaseWatch } from './database-watch.js';
import type { Row, RowRun } from './row.js';

const END_EVERY_MS = 300;
const CIRCLES = 3;
const WAIT_LIMIT_MS = 5_000;

/** F14: PostgreSQL ends the sessions of the nodes again and again, and somebody locks rooms in the opposite order. */
export const endedSessions: Row = {
  id: 'F14',
  title: 'sessions ended by pg_terminate_backend, rooms locked against the order',
  guarantees: 'G2',
  strike: (run) =>
    DatabaseWatch.during(run, async (watch) => {
      const stop = new AbortController();
      let ending: Promise<number> = Promise.resolve(0);
      await watch.strike({
        name: 'sessions ended',
        forMs: run.isLong ? 20_000 : 4_000,
        strike: () => {
          ending = endSessions(run, stop.signal);
        },
        heal: async () => {
          stop.abort();
          const ended = await ending;
          run.note('sessions ended', ended);
          run.atLeast('sessions ended', ended, 10);
        },
        isTotal: false,
        leastRefusals: 1,
      });
      await offerCircles(run);
    }),
};

async function endSessions({ lab }: RowRun, signal: AbortSignal): Promise<number> {
  let ended = 0;
  while (!signal.aborted) {
    const rows = await lab.database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tertulia'",
    );
    ended += rows.length;
    await delay(END_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return ended;
}

/**
 * Holds the later one of two rooms and then asks for the earlier one, against the order of the product. This session waits
 * patiently, so that PostgreSQL would break the circle at the cost of the product's; the product rather lets go by itself.
 */
async function offerCircles(run: RowRun): Promise<void> {
  const { lab, stage } = run;
  const client = new pg.Client({ connectionString: lab.databaseUrl(), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  const [first, last] = [stage.rooms.toSorted()[0], stage.rooms.toSorted().at(-1)];
  const before = await countDeadlocks(run);
  let met = 0;
  try {
    await client.query("SET deadlock_timeout = '60s'");
    for (let circle = 0; circle < CIRCLES; circle += 1) {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM room WHERE id = $1 FOR UPDATE', [last]);
      if (await isTrueWithin(WAIT_LIMIT_MS, () => areNodesWaiting(run), 5)) met += 1;
      await client.query("SET LOCAL lock_timeout = '3s'");
      await client.query('SELECT 1 FROM room WHERE id = $1 FOR UPDATE', [first]).catch(() => undefined);
      await client.query('ROLLBACK');
    }
  } finally {
    await client.end();
  }
  run.atLeast('times a node waited for a room that was held', met, 1);
  run.note('times a node met a held room', met);
  run.note('deadlocks at the cost of a node', (await countDeadlocks(run)) - before);
}

async function areNodesWaiting({ lab }: RowRun): Promise<boolean> {
  const rows = await lab.database.query(
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'tertulia' AND wait_event_type = 'Lock'",
  );
  return rows.length > 0;
}

async function countDeadlocks({ lab }: RowRun): Promise<number> {
  const [row] = await lab.database.query(
    'SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()',
  );
  return typeof row === 'object' && row !== null && 'count' in row ? Number(row.count) : 0;
}
