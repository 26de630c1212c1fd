import { Firewall } from '../lab/firewall.js';
import { TcpProxy } from '../lab/tcp-proxy.js';
import type { Row } from './row.js';

const LOSS = 0.05;
/** 64 kbit/s, in the ticks of the proxy. */
const BYTES_PER_TICK = 400;
const NARROW = 3;
const FAULT_MS = 8_000;
const LONG_FAULT_MS = 60_000;

/** F24: every twentieth packet at the door is lost, and some people have a narrow line. */
export const badLines: Row = {
  id: 'F24',
  title: '5 % of the packets lost at the door, three clients on lines of 64 kbit/s',
  guarantees: 'G4',
  needs: ['iptables'],
  load: { writers: 4, followers: 3, rooms: 2, leastPauseMs: 200, mostPauseMs: 600 },
  strike: async (run) => {
    const { lab, stage } = run;
    const firewall = new Firewall();
    const doorPort = Number(new URL(lab.baseUrl).port);
    for (let index = 1; index <= NARROW; index += 1) {
      const line = new TcpProxy(doorPort);
      const client = await stage.addClient(`narrow-${index}`, `http://127.0.0.1:${await line.open()}`);
      run.onClose(() => line.close());
      for (const room of stage.rooms) client.follow(room);
      line.strike({ kind: 'trickle', forMs: LONG_FAULT_MS * 2, bytesPerTick: BYTES_PER_TICK });
    }
    await stage.waitForJoins();
    try {
      firewall.add(doorPort, { kind: 'lose', share: LOSS });
      await run.pause(run.isLong ? LONG_FAULT_MS : FAULT_MS);
      await run.acknowledges(20);
      run.atLeast('packets lost', firewall.matched(), 20);
      run.note('packets lost', firewall.matched());
    } finally {
      firewall.clear();
    }
  },
};
