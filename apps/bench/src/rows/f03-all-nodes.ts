import { isTrueWithin } from '../clients/waiting.js';
import { peakPerSecond } from './residents.js';
import type { Row } from './row.js';

const BACK_LIMIT_MS = 60_000;
/** What a node admits in this row: few, so that the people here are a storm. */
const ADMITTED_PER_SECOND = 5;

/** F3: nobody is left, and everybody comes back at once. */
export const allNodes: Row = {
  id: 'F3',
  title: 'all nodes killed with -9 at once',
  guarantees: 'G1 G4 G17',
  load: { followers: 32 },
  strike: async (run) => {
    const { lab, recorder, stage } = run;
    let [kills, slowestMs, peak] = [0, 0, 0];
    const rounds = run.isLong ? 4 : 1;
    const before = recorder.totals.reconnects;
    try {
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(lab.nodes.map(({ process }) => process.kill()));
        kills += lab.nodes.length;
        const killedAt = Date.now();
        await isTrueWithin(BACK_LIMIT_MS, () => stage.clients.every((client) => client.instance === null));
        await run.pause(run.random.whole(200, 1_000));
        const environment = { HANDSHAKES_PER_SECOND: String(ADMITTED_PER_SECOND) };
        const startedAt = Date.now();
        await Promise.all(lab.nodes.map(({ process }) => process.start(environment)));
        const isBack = await isTrueWithin(BACK_LIMIT_MS, () =>
          stage.clients.every(({ instance }) => instance !== null),
        );
        slowestMs = Math.max(slowestMs, isBack ? Date.now() - startedAt : Number.POSITIVE_INFINITY);
        peak = Math.max(peak, peakPerSecond(recorder.arrivals.filter((time) => time > killedAt)));
        await run.acknowledges(30);
      }
    } finally {
      // A number that no row reaches: as without the variable.
      for (const { process } of lab.nodes) await process.restart({ HANDSHAKES_PER_SECOND: '1000000' });
    }
    run.atLeast('kills', kills, lab.nodes.length * rounds);
    run.atLeast('reconnects', recorder.totals.reconnects - before, stage.clients.length * rounds);
    run.atLeast('ms left of 60 s until everybody was back', BACK_LIMIT_MS - slowestMs, 0);
    const most = 2 * ADMITTED_PER_SECOND * lab.nodes.length;
    run.atLeast(`handshakes per second below twice the admitted rate (${most})`, most - peak, 0);
    run.note('kills', kills);
    run.note('everybody back after the start, which is in it', `${slowestMs} ms`);
    run.note('peak handshakes', `${peak}/s of at most ${most}/s`);
  },
};
