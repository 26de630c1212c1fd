import { existsSync } from 'node:fs';
import { makeNextVersion, readVersion } from './next-version.js';
import { peakPerSecond, residentsOf, spreadOnto } from './residents.js';
import type { Row } from './row.js';

/** F20: every node is replaced by another version, one after the other, while people write. */
export const rollingDeploy: Row = {
  id: 'F20',
  title: 'rolling deploy, two versions side by side',
  guarantees: 'G17',
  strike: async (run) => {
    const { lab, recorder, random } = run;
    const from = Date.now();
    const delaysBefore = recorder.drainings.length;
    const entry = makeNextVersion(lab.dataDir);
    if (!existsSync(entry)) throw new Error('There is no copy of the product.');
    let [orderly, leaving, told, mostVersions, slowestMs] = [0, 0, 0, 0, 0];
    for (const node of random.shuffle(lab.nodes)) {
      await spreadOnto(run, node);
      const residents = residentsOf(run, node).map((client) => ({ client, farewells: client.farewells }));
      const ending = await node.process.terminate();
      orderly += ending.code === 0 ? 1 : 0;
      slowestMs = Math.max(slowestMs, ending.afterMs);
      leaving += residents.length;
      told += residents.filter(({ client, farewells }) => client.farewells > farewells).length;
      node.process.options.entry = entry;
      await node.process.start();
      const versions = await Promise.all(lab.nodes.map(({ process }) => readVersion(process.url)));
      mostVersions = Math.max(mostVersions, new Set(versions).size);
      await run.acknowledges(30);
    }
    const sends = recorder.sends.filter((send) => send.start >= from);
    const repeated = run.stage.countRefused(from, Date.now(), 'unavailable');
    const delays = new Set(recorder.drainings.slice(delaysBefore));
    run.atLeast('exits with code 0', orderly, lab.nodes.length);
    run.atLeast('versions at a time', mostVersions, 2);
    run.atLeast('clients on leaving nodes', leaving, 2 * lab.nodes.length);
    run.atLeast('of them told when to come back', told, leaving);
    run.atLeast('delays of their own', delays.size, Math.ceil(told / 2));
    run.atLeast('sends with an outcome', sends.filter(({ outcome }) => outcome !== 'unknown').length, sends.length);
    run.note('sends', sends.length);
    run.note('refused and repeated', repeated);
    run.note('told to come back', `${told} of ${leaving}`);
    run.note('slowest stop', `${slowestMs} ms`);
    run.note('peak handshakes', `${peakPerSecond(recorder.arrivals.filter((time) => time >= from))}/s`);
  },
};
