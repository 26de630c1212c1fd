import { LineCut } from '../lab/black-hole.js';
import { RedisWatch } from './redis-watch.js';
import type { Row } from './row.js';

const BACK_MS = 2_000;

/** F6: the line to Redis swallows everything, is reset, or leads to a closed port. */
export const redisCut: Row = {
  id: 'F6',
  title: 'the line to Redis swallowed, reset, refused',
  guarantees: 'G8',
  strike: async (run) => {
    const line = new LineCut(run.lab.nodes, 'toRedis');
    await RedisWatch.during(run, async (watch) => {
      for (const how of run.random.shuffle(['drop', 'reset', 'refuse'] as const)) {
        await watch.strike({
          name: how,
          forMs: run.isLong ? 20_000 : 3_000,
          strike: () => line.cut(how),
          heal: () => line.heal(),
          leastMisses: 10,
          backWithinMs: BACK_MS,
        });
      }
    });
  },
};
