import { LineCut } from '../lab/black-hole.js';
import { DatabaseWatch } from './database-watch.js';
import type { Row } from './row.js';

const LONGEST_MS = 20_000;
const DARK_MS = 4_000;

/** F11: what goes over the open connections to PostgreSQL is swallowed; then everything that goes there is. */
export const postgresDark: Row = {
  id: 'F11',
  title: 'the line to PostgreSQL swallowed',
  guarantees: 'G9',
  strike: (run) =>
    DatabaseWatch.during(run, async (watch) => {
      const line = new LineCut(run.lab.nodes, 'toDatabase');
      const isStoring = (from: number) => () => watch.probe.nodesStoringSince(from) === run.lab.nodes.length;
      // New connections are well, so every node must find its way without any healing.
      const startedAt = Date.now();
      await watch.strike({
        name: 'open connections swallowed',
        forMs: LONGEST_MS,
        strike: () => run.atLeast('connections swallowed', line.dropOpenConnections(), run.lab.nodes.length),
        heal: () => {
          run.note('stored on new connections after', `${Date.now() - startedAt} ms`);
          run.atMost('unbounded', 'ms until every node stored on new connections', Date.now() - startedAt, LONGEST_MS);
          line.heal();
        },
        isTotal: false,
        leastRefusals: 1,
        isEnough: isStoring(startedAt),
      });
      await watch.strike({
        name: 'all swallowed',
        forMs: run.isLong ? 15_000 : DARK_MS,
        strike: () => line.cut('drop'),
        heal: () => line.heal(),
        isTotal: true,
        leastRefusals: 6,
      });
    }),
};
