import { spreadOnto } from './residents.js';
import type { Row } from './row.js';

const GRACE_MS = 1_000;

/** F21: a supervisor that does not wait: the node is killed while it sends its people elsewhere. */
export const earlyKill: Row = {
  id: 'F21',
  title: 'SIGTERM, and SIGKILL after one second',
  guarantees: 'G1',
  strike: async (run) => {
    const { lab, recorder, random } = run;
    const nodes = random.shuffle(lab.nodes).slice(0, run.isLong ? 3 : 1);
    const before = recorder.totals.reconnects;
    const toldBefore = recorder.drainings.length;
    let [killed, people] = [0, 0];
    for (const node of nodes) {
      try {
        // A drain that takes much longer than it is given.
        await node.process.restart({ DRAIN_MS: '5000' });
        people += (await spreadOnto(run, node)).length;
        const ending = await node.process.terminate(GRACE_MS);
        killed += ending.signal === 'SIGKILL' ? 1 : 0;
      } finally {
        await node.process.restart({ DRAIN_MS: '1000' });
      }
      await run.acknowledges(30);
    }
    const told = recorder.drainings.length - toldBefore;
    run.atLeast('killed in the middle of a drain', killed, nodes.length);
    run.atLeast('clients on them', people, 2 * nodes.length);
    run.atLeast('clients told to leave', told, nodes.length);
    run.atLeast('reconnects', recorder.totals.reconnects - before, people);
    run.note('killed', killed);
    run.note('clients on them', people);
  },
};
