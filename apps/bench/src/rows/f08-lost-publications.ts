import { RedisWatch } from './redis-watch.js';
import type { Row } from './row.js';

const EVERY_NTH = 50;
const LEAST_LOST = 10;

/** F8: what nodes publish to each other is lost now and then, and nobody tells them. */
export const lostPublications: Row = {
  id: 'F8',
  title: `every ${EVERY_NTH}th published message lost between Redis and a node`,
  guarantees: 'G4',
  load: { leastPauseMs: 20, mostPauseMs: 80 },
  strike: async (run) => {
    const { nodes } = run.lab;
    const count = () => nodes.reduce((sum, { pushes }) => sum + pushes.dropped, 0);
    const passed = () => nodes.reduce((sum, { pushes }) => sum + pushes.passed, 0);
    const [dropsBefore, passedBefore] = [count(), passed()];
    await RedisWatch.during(run, (watch) =>
      watch.strike({
        name: 'lossy',
        forMs: run.isLong ? 60_000 : 8_000,
        strike: () => {
          for (const { pushes } of nodes) pushes.everyNth = EVERY_NTH;
        },
        heal: () => {
          for (const { pushes } of nodes) pushes.everyNth = 0;
        },
        leastMisses: 0,
        isEnough: () => count() - dropsBefore >= LEAST_LOST,
      }),
    );
    run.note('published messages lost', `${count() - dropsBefore} of ${passed() - passedBefore}`);
    run.atLeast('published messages lost', count() - dropsBefore, LEAST_LOST);
  },
};
