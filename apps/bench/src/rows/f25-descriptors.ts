import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { isTrueWithin } from '../clients/waiting.js';
import type { Row } from './row.js';

/** What the node may still open; everything else that it wants is refused. */
const LEFT = 3;
const CALLERS = 60;
const CALL_LIMIT_MS = 3_000;
const HEAL_LIMIT_MS = 15_000;
const SENDS = 10;
/** Connections that others may have opened meanwhile: clients that moved, a probe. */
const SLACK = 15;

/** F25: one node may open no more files, and so accepts nobody. */
export const noDescriptors: Row = {
  id: 'F25',
  title: 'no descriptors left on one node (prlimit)',
  guarantees: 'G20',
  needs: ['prlimit'],
  strike: async (run) => {
    const { process } = run.random.pick(run.lab.nodes);
    const { pid } = process;
    const resident = await run.stage.addClient(`resident of ${process.name}`, process.url);
    const roomId = run.stage.rooms[0] ?? '';
    resident.follow(roomId);
    await run.stage.waitForJoins();
    const before = countFiles(pid);
    const limit = readLimit(pid);
    const callers: Caller[] = [];
    let sent = 0;
    try {
      setLimit(pid, before + LEFT);
      for (let index = 0; index < CALLERS; index += 1) callers.push(new Caller(process.options.port));
      await Promise.all(callers.map((caller) => caller.isSettled));
      for (let index = 0; index < SENDS; index += 1)
        sent += (await resident.send(roomId, `still here ${index}`)).outcome === 'ok' ? 1 : 0;
      await run.acknowledges(run.isLong ? 300 : 60);
    } finally {
      setLimit(pid, limit);
      for (const caller of callers) caller.close();
    }
    const isOpen = await isTrueWithin(HEAL_LIMIT_MS, () => isAnswered(process.options.port));
    const isBack = await isTrueWithin(HEAL_LIMIT_MS, () => countFiles(pid) <= before + SLACK);
    const refused = callers.filter((caller) => !caller.isAnswered).length;
    run.atLeast('connections refused', refused, CALLERS - SLACK);
    run.atLeast('sends over the existing socket', sent, SENDS);
    run.atLeast('existing socket kept', resident.reconnects === 0 ? 1 : 0, 1);
    run.atLeast('same process', Number(process.isRunning && process.pid === pid), 1);
    run.atLeast('accepts again', Number(isOpen), 1);
    run.atLeast('descriptors back', Number(isBack), 1);
    run.note('connections refused', `${refused} of ${CALLERS}`);
    run.note('descriptors before and after', `${before} and ${countFiles(pid)}`);
  },
};

/** One connection that asks a question and stays. */
class Caller {
  isAnswered = false;
  readonly isSettled: Promise<void>;
  private readonly socket: net.Socket;

  constructor(port: number) {
    this.socket = net.connect({ port, host: '127.0.0.1' });
    this.isSettled = new Promise((resolve) => {
      this.socket.setTimeout(CALL_LIMIT_MS, resolve);
      this.socket.once('data', () => {
        this.isAnswered = true;
        resolve();
      });
      this.socket.once('close', () => resolve());
      this.socket.on('error', () => resolve());
    });
    this.socket.write('GET /api/instance HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  }

  close(): void {
    this.socket.destroy();
  }
}

async function isAnswered(port: number): Promise<boolean> {
  const caller = new Caller(port);
  await caller.isSettled;
  caller.close();
  return caller.isAnswered;
}

function countFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The soft limit alone: whoever set it can take it back. */
function setLimit(pid: number, most: number | string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${most}:`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`prlimit failed: ${stderr.trim()}`);
}

function readLimit(pid: number): string {
  const args = ['--pid', String(pid), '--nofile', '--noheadings', '--raw', '--output', 'SOFT'];
  const { status, stdout, stderr } = spawnSync('prlimit', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`prlimit failed: ${stderr.trim()}`);
  return stdout.trim();
}
