import { DatabaseWatch } from './database-watch.js';
import type { Row, RowRun } from './row.js';

const DISK_MB = 320;
/** Files of the write-ahead log that are there before the disk is full, so that it is the tables that meet the end of it. */
const SPARE_SEGMENTS = 3;

/** F15: nothing more fits on PostgreSQL's disk; what is there is read, and nothing is acknowledged that is not stored. */
export const fullDisk: Row = {
  id: 'F15',
  title: "PostgreSQL's disk full",
  guarantees: 'G1 G9',
  needs: ['tmpfs'],
  laboratory: () => ({ diskMegabytes: DISK_MB }),
  isLast: true,
  strike: (run) =>
    DatabaseWatch.during(run, async (watch) => {
      const { disk } = run.lab;
      if (!disk) throw new Error('The laboratory has no disk of its own.');
      await makeSpareSegments(run);
      const struckAt = Date.now();
      const isRefused = () =>
        watch.probe.between(struckAt, Date.now()).filter(({ outcome }) => outcome !== 'ok').length;
      await watch.strike({
        name: 'disk full',
        forMs: run.isLong ? 60_000 : 20_000,
        strike: () => run.note('ballast', `${Math.round(disk.fill() / 1024 / 1024)} MB`),
        heal: () => {
          const reads = watch.probe.between(struckAt, Date.now(), 'read');
          run.atLeast('reads on a full disk', reads.filter(({ outcome }) => outcome === 'ok').length, 10);
          run.atMost(
            'wrong-error',
            'reads that were refused',
            reads.filter(({ outcome }) => outcome !== 'ok').length,
            0,
          );
          disk.free();
        },
        isTotal: false,
        leastRefusals: 10,
        isEnough: () => isRefused() >= 20,
      });
    }),
};

async function makeSpareSegments({ lab }: RowRun): Promise<void> {
  for (let count = 0; count < SPARE_SEGMENTS; count += 1) {
    await lab.database.query('CREATE TABLE IF NOT EXISTS spare_segment (id int)');
    await lab.database.query('SELECT pg_switch_wal()');
  }
  await lab.database.query('DROP TABLE IF EXISTS spare_segment');
  await lab.database.query('CHECKPOINT');
}
