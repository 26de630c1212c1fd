import { isTrueWithin } from '../clients/waiting.js';
import { Flood } from '../lab/flood.js';
import { sumMetric } from '../lab/node-metrics.js';
import { TcpProxy } from '../lab/tcp-proxy.js';
import type { Row } from './row.js';

const LIMIT_MS = 60_000;
/** A kilobyte a second, in the ticks of the proxy. */
const BYTES_PER_TICK = 50;
const DROPPED = 'chat_slow_sockets_dropped_total';

/** F17: a client on a line of 1 kB/s while large messages come. */
export const slowClient: Row = {
  id: 'F17',
  title: 'a client on a line of 1 kB/s under a flood of large messages',
  guarantees: 'G4 G10',
  load: { writers: 2, followers: 1, rooms: 2, leastPauseMs: 100, mostPauseMs: 300 },
  strike: async (run) => {
    const [room = ''] = run.stage.rooms;
    const [node] = run.lab.nodes;
    const line = new TcpProxy(node?.process.options.port ?? 0);
    const slow = await run.stage.addClient('slow', `http://127.0.0.1:${await line.open()}`);
    slow.follow(room);
    await run.stage.waitForJoins();
    const flood = new Flood(await run.stage.addClient('flood'), room);
    try {
      line.strike({ kind: 'trickle', forMs: LIMIT_MS * 2, bytesPerTick: BYTES_PER_TICK });
      const from = Date.now();
      // The client itself reads of its end only behind all that is still on its line.
      const before = await sumMetric(run.lab.nodes, DROPPED);
      const isClosed = await isTrueWithin(LIMIT_MS, async () => (await sumMetric(run.lab.nodes, DROPPED)) > before);
      run.note('closed after s', ((Date.now() - from) / 1_000).toFixed(1));
      run.note('large messages meanwhile', flood.sent);
      if (!isClosed) run.recorder.unrecovered.push('the slow client was not closed');
      await flood.stop();
      line.heal();
      const isBack = await isTrueWithin(LIMIT_MS, () => slow.reconnects > 0);
      run.atLeast('times the slow client came back', isBack ? slow.reconnects : 0, 1);
    } finally {
      line.heal();
      await flood.stop();
      run.onClose(() => line.close());
    }
  },
};
