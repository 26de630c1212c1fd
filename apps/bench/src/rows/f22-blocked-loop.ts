import { isTrueWithin } from '../clients/waiting.js';
import { AckProbe, p99 } from './ack-probe.js';
import { spreadOnto } from './residents.js';
import type { Row } from './row.js';

const BLOCK_MS = 3_000;
const BACK_LIMIT_MS = 15_000;
/** A pause of the machine that has nothing to do with the fault. */
const TOLERANCE_MS = 250;

/** F22: one node stands still for three seconds with everything that it holds. */
export const blockedLoop: Row = {
  id: 'F22',
  title: 'event loop of one node blocked for 3 s',
  guarantees: 'G9 G10',
  strike: async (run) => {
    const { lab, random } = run;
    const node = random.pick(lab.nodes);
    const others = lab.nodes.filter((other) => other !== node);
    const probes: AckProbe[] = [];
    try {
      await node.process.restart({ FAIL_POINTS: 'block-on-signal' });
      for (const other of others) probes.push(await AckProbe.start(run, other));
      const residents = await spreadOnto(run, node);
      const from = Date.now();
      await run.pause(BLOCK_MS);
      const struckAt = Date.now();
      node.process.signal('SIGUSR2');
      await run.pause(100);
      await node.process.isReady();
      const stoodStillMs = Date.now() - struckAt;
      const isBack = await isTrueWithin(BACK_LIMIT_MS, () => node.process.isReady());
      const backMs = Date.now() - struckAt;
      await Promise.all(probes.map((probe) => probe.stop()));
      const normal = probes.flatMap((probe) => probe.between(from, struckAt));
      const during = probes.flatMap((probe) => probe.between(struckAt, struckAt + BLOCK_MS));
      const bound = Math.max(2 * p99(normal), p99(normal) + TOLERANCE_MS);
      run.atLeast('clients on the node', residents.length, 2);
      run.atLeast('ms that it stood still', stoodStillMs, 2_000);
      run.atLeast('node back', Number(isBack), 1);
      run.atLeast('acknowledged by the others meanwhile', during.length, Math.max(10, Math.round(normal.length / 3)));
      run.atLeast(`p99 on the others below ${bound} ms, by ms`, bound - p99(during), 0);
      run.note('acknowledged by the others before and meanwhile', `${normal.length} and ${during.length}`);
      run.note('stood still', `${stoodStillMs} ms`);
      run.note('p99 on the others before and meanwhile', `${p99(normal)} and ${p99(during)} ms`);
      run.note('ready again after', `${backMs} ms`);
    } finally {
      await Promise.all(probes.map((probe) => probe.stop()));
      await node.process.restart({ FAIL_POINTS: '' });
    }
  },
};
