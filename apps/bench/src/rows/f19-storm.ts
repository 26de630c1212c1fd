import { readDatabaseLogs } from '../lab/database-log.js';
import { Crowd, peakHandshakes } from '../lab/crowd.js';
import type { Row } from './row.js';

const MEMBERS = 1_000;
const LONG_MEMBERS = 3_000;
/** Admitted per second and node. */
const RATE = 50;
const WHOLE_LIMIT_MS = 60_000;

/** F19: every socket is cut at once, and all come back. */
export const storm: Row = {
  id: 'F19',
  title: 'all sockets cut at once, over 1,000 come back',
  guarantees: 'G4 G17',
  load: { writers: 4, followers: 2, rooms: 6, leastPauseMs: 100, mostPauseMs: 300 },
  laboratory: () => ({ environment: { HANDSHAKES_PER_SECOND: String(RATE) } }),
  strike: async (run) => {
    const { lab, stage } = run;
    const members = run.isLong ? LONG_MEMBERS : MEMBERS;
    const crowd = await Crowd.open(lab.baseUrl, stage.rooms.slice(1), members);
    try {
      const before = await crowd.status();
      const since = Math.floor(Date.now() / 1_000) + 1;
      const cutAt = Date.now();
      const cut = lab.door.cutAll();
      const isBack = await crowd.isInWithin(members, WHOLE_LIMIT_MS);
      const truth = await readDatabaseLogs(lab.databaseUrl(), stage.rooms);
      const isWhole = await crowd.isCaughtUpWithin(
        new Map(truth.map((log) => [log.room, log.version])),
        WHOLE_LIMIT_MS,
      );
      const backMs = Date.now() - cutAt;
      const after = await crowd.status();
      if (!isBack || !isWhole) run.recorder.unrecovered.push(`${after.inside} of ${members} were back and whole`);
      run.atLeast('sockets cut', cut, members);
      run.atLeast('connections made again', after.connects - before.connects, members);
      run.atLeast('handshakes refused', after.refused - before.refused, 1);
      run.atMost('unbounded', 'handshakes of one node in a second', peakHandshakes(after, since), 2 * RATE);
      run.atMost('dup', 'versions that came twice to the crowd', after.doubled, 0);
      run.note('sockets cut', cut);
      run.note('all back and whole after s', (backMs / 1_000).toFixed(1));
      run.note('peak handshakes a second and node', peakHandshakes(after, since));
      run.note('refused', after.refused - before.refused);
    } finally {
      await crowd.close();
    }
  },
};
