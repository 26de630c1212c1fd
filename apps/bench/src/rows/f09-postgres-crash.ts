import { DatabaseWatch } from './database-watch.js';
import type { Row } from './row.js';

/** F9: PostgreSQL dies as a whole and comes back; nothing is acknowledged meanwhile, and no node is started anew. */
export const postgresCrash: Row = {
  id: 'F9',
  title: 'every process of PostgreSQL killed with -9',
  guarantees: 'G1 G9',
  strike: (run) =>
    DatabaseWatch.during(run, async (watch) => {
      const { database } = run.lab;
      for (let turn = 1; turn <= (run.isLong ? 5 : 1); turn += 1) {
        await watch.strike({
          name: 'no PostgreSQL',
          forMs: run.random.whole(2_500, 4_000),
          strike: () => run.atLeast('processes killed', database.kill(), 5),
          heal: () => database.start(),
          isTotal: true,
          leastRefusals: 20,
        });
      }
    }),
};
