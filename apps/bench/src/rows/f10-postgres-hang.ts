import { DatabaseWatch } from './database-watch.js';
import type { Row } from './row.js';

/** F10: PostgreSQL is there and answers nothing. */
export const postgresHang: Row = {
  id: 'F10',
  title: 'PostgreSQL stopped with SIGSTOP',
  guarantees: 'G9 G20',
  strike: (run) =>
    DatabaseWatch.during(run, async (watch) => {
      const { database } = run.lab;
      await watch.strike({
        name: 'PostgreSQL stopped',
        forMs: run.isLong ? 15_000 : 8_000,
        strike: () => run.atLeast('processes stopped', database.freeze(), 5),
        heal: () => void database.thaw(),
        isTotal: true,
        leastRefusals: 10,
      });
    }),
};
