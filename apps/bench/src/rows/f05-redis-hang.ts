import { RedisWatch } from './redis-watch.js';
import type { Row } from './row.js';

const BACK_MS = 2_000;

/** F5: Redis is there and answers nothing. */
export const redisHang: Row = {
  id: 'F5',
  title: 'Redis stopped with SIGSTOP',
  guarantees: 'G8',
  strike: async (run) => {
    const { redis } = run.lab;
    await RedisWatch.during(run, (watch) =>
      watch.strike({
        name: 'Redis stopped',
        forMs: run.isLong ? 20_000 : 6_000,
        strike: () => redis.freeze(),
        heal: () => redis.thaw(),
        leastMisses: 10,
        backWithinMs: BACK_MS,
      }),
    );
  },
};
