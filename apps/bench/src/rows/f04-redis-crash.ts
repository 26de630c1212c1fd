import { isTrueWithin } from '../clients/waiting.js';
import { RedisWatch } from './redis-watch.js';
import type { Row, RowRun } from './row.js';

const REFILL_LIMIT_MS = 10_000;

/** F4: Redis dies and comes back empty; the chat goes on from the database, and the lists are made anew. */
export const redisCrash: Row = {
  id: 'F4',
  title: 'Redis killed with -9 and started empty',
  guarantees: 'G4 G7 G8',
  strike: async (run) => {
    const { redis } = run.lab;
    await RedisWatch.during(run, async (watch) => {
      await watch.strike({
        name: 'no Redis',
        forMs: run.isLong ? 20_000 : 4_000,
        strike: () => redis.kill(),
        heal: () => redis.restart(),
        leastMisses: 10,
      });
      await checkLists(run);
    });
  },
};

/** Looks into Redis itself: each room has a list again, and no list has a hole. */
async function checkLists({ lab, stage, atLeast, atMost, note }: RowRun): Promise<void> {
  const startedAt = Date.now();
  const refilled = new Set<string>();
  let broken = 0;
  await isTrueWithin(REFILL_LIMIT_MS, async () => {
    for (const room of stage.rooms) {
      const entries = await lab.redis.command('LRANGE', `{recent:${room}}:list`, '0', '-1');
      if (!Array.isArray(entries) || entries.length === 0) continue;
      refilled.add(room);
      if (!isContiguous(entries)) broken += 1;
    }
    return refilled.size === stage.rooms.length;
  });
  note('lists in Redis again after', `${Date.now() - startedAt} ms`);
  atLeast('rooms with a list in Redis again', refilled.size, stage.rooms.length);
  atMost('stale-cache', 'lists in Redis with a hole', broken, 0);
}

/** Entries are newest first, each with the `seq` of its message. */
function isContiguous(entries: unknown[]): boolean {
  const places = entries.map((entry) => Number(/"seq":(\d+)/.exec(String(entry))?.[1]));
  return places.every((seq, index) => index === 0 || seq === (places[index - 1] ?? 0) - 1);
}
