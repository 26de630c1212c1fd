import type { Row } from './row.js';

/** F1: nodes die one after the other under load and come back. */
export const nodeCrash: Row = {
  id: 'F1',
  title: 'one node killed with -9, again and again',
  guarantees: 'G1 G2 G3 G4',
  strike: async (run) => {
    const { lab, random } = run;
    const kills = run.isLong ? 12 : 3;
    const before = run.recorder.totals.reconnects;
    for (const node of random.shuffle([...lab.nodes, ...lab.nodes, ...lab.nodes, ...lab.nodes]).slice(0, kills)) {
      await node.process.kill();
      await run.pause(random.whole(300, 900));
      await node.process.start();
      await run.acknowledges(30);
    }
    run.atLeast('kills', kills, kills);
    run.atLeast('reconnects', run.recorder.totals.reconnects - before, kills);
    run.note('kills', kills);
    run.note('reconnects', run.recorder.totals.reconnects - before);
  },
};
