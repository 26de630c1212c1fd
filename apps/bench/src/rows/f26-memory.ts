import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import type { LabNode } from '../lab/laboratory.js';
import type { Ending } from '../lab/product-process.js';
import { spreadOnto } from './residents.js';
import type { Row } from './row.js';

/** What the node may still take: enough to go on chatting for a moment. */
const LEFT_BYTES = 24 * 1024 * 1024;
/** What each sender leaves in the memory of the node, a little less than the largest body. */
const BODY_BYTES = 60_000;
const SENDERS_PER_STEP = 50;
const STEP_MS = 100;
/** Several times what is left; then the node has time to take them in. */
const MOST_SENDERS = 2_000;
const LAST_WAIT_MS = 20_000;

/** F26: one node has too little memory for what comes in; it may refuse, or end alone. */
export const littleMemory: Row = {
  id: 'F26',
  title: 'memory of one node runs out (prlimit)',
  guarantees: 'G1',
  needs: ['prlimit'],
  strike: async (run) => {
    const { lab, random } = run;
    const rounds = run.isLong ? 3 : 1;
    for (const node of random.shuffle(lab.nodes).slice(0, rounds)) {
      const others = lab.nodes.filter((other) => other !== node);
      const starts = others.map(({ process }) => process.starts);
      const pressure = new Pressure(node);
      try {
        const residents = (await spreadOnto(run, node)).length;
        limitMemory(node.process.pid);
        const from = Date.now();
        const ending = await pressure.rise();
        const tookMs = Date.now() - from;
        await run.acknowledges(30);
        const isOnly = others.every(({ process }, index) => process.isRunning && process.starts === starts[index]);
        run.atLeast('clients on the node', residents, 2);
        run.atLeast('ended, or refused', pressure.refused + Number(ending !== null), 1);
        run.atLeast('the others go on', Number(isOnly), 1);
        run.note('end', ending ? `${ending.signal ?? `code ${ending.code}`} after ${tookMs} ms` : 'none');
        run.note('unfinished requests', pressure.opened);
        run.note('of them refused before', pressure.refused);
      } finally {
        pressure.close();
        await node.process.restart();
      }
    }
  },
};

/** Holds the process to the private memory that it has now and a little more; no request for more is granted. */
function limitMemory(pid: number): void {
  const kilobytes = /^VmData:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const limit = Number(kilobytes) * 1024 + LEFT_BYTES;
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--data=${limit}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`prlimit failed: ${stderr.trim()}`);
}

/** Requests whose body never ends: the node keeps what has come of them. */
class Pressure {
  opened = 0;
  refused = 0;
  private readonly sockets: net.Socket[] = [];
  private readonly part = `{"displayName":"${'x'.repeat(BODY_BYTES)}`;

  constructor(private readonly node: LabNode) {}

  /** More and more of them until the node ends; null when it did not. */
  async rise(): Promise<Ending | null> {
    let ending: Ending | null = null;
    while (!ending && this.opened < MOST_SENDERS) {
      for (let index = 0; index < SENDERS_PER_STEP; index += 1) this.open();
      ending = await this.node.process.endsWithin(STEP_MS);
    }
    return ending ?? this.node.process.endsWithin(LAST_WAIT_MS);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private open(): void {
    this.opened += 1;
    const socket = net.connect({ port: this.node.process.options.port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    // An answer before the end of the body is a refusal.
    socket.once('data', () => (this.refused += 1));
    socket.write(
      `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${BODY_BYTES + 1_000}\r\n\r\n${this.part}`,
    );
    this.sockets.push(socket);
  }
}
