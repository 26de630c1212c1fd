import { isTrueWithin } from '../clients/waiting.js';
import { TcpProxy } from '../lab/tcp-proxy.js';
import type { Row } from './row.js';

const HEARTBEAT_MS = 1_500;
const LIMIT_MS = 60_000;
const GONE_MS = 120_000;

/** F18: a client that neither closes nor answers any more. */
export const halfOpen: Row = {
  id: 'F18',
  title: 'a client fell silent without closing',
  guarantees: 'G4 G20',
  laboratory: () => ({
    environment: { PING_INTERVAL_MS: String(HEARTBEAT_MS), PING_TIMEOUT_MS: String(HEARTBEAT_MS) },
  }),
  strike: async (run) => {
    const [room = ''] = run.stage.rooms;
    const [node] = run.lab.nodes;
    const line = new TcpProxy(node?.process.options.port ?? 0);
    const silent = await run.stage.addClient('silent', `http://127.0.0.1:${await line.open()}`);
    run.onClose(() => line.close());
    silent.follow(room);
    await run.stage.waitForJoins();
    // Whoever has written belongs to the room, and so is in the list of its members.
    await silent.send(room, 'still here');
    const [watcher] = run.stage.clients;
    const isOnline = async (): Promise<boolean> => (await watcher?.api.isOnline(room, silent.whoIs.userId)) ?? false;
    if (!(await isTrueWithin(LIMIT_MS, isOnline))) run.recorder.unrecovered.push('the client was never seen online');
    const from = Date.now();
    line.strike({ kind: 'silence', forMs: GONE_MS, thenReset: false });
    const isGone = await isTrueWithin(LIMIT_MS, async () => !(await isOnline()));
    run.note('gone after s', ((Date.now() - from) / 1_000).toFixed(1));
    run.atLeast('clients dropped for their silence', isGone ? 1 : 0, 1);
    await run.acknowledges(30);
    line.heal();
    await isTrueWithin(LIMIT_MS, () => silent.reconnects > 0);
    run.atLeast('times the silent client came back', silent.reconnects, 1);
  },
};
