import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ChildProcess, fork } from 'node:child_process';
import { ProductHttp } from '../load/guests.js';
import { within } from '../load/waiting.js';
import { isTrueWithin } from '../clients/waiting.js';
import { type CrowdOrder, type CrowdStatus, crowdStatusSchema } from './crowd-messages.js';

const ENTRY = fileURLToPath(new URL('./crowd-main.js', import.meta.url));
const STATUS_LIMIT_MS = 20_000;
/** People behind a crowd; each has many sockets. */
const PEOPLE = 20;

/** Many light readers in a process of their own, which can be frozen as a whole. */
export class Crowd {
  private readonly child: ChildProcess;

  private constructor() {
    this.child = fork(ENTRY, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  /** Brings that many into the rooms, in turn, and waits until all are in. */
  static async open(url: string, rooms: string[], members: number, limitMs = 60_000): Promise<Crowd> {
    const http = new ProductHttp(url);
    const sessions = await Promise.all(Array.from({ length: Math.min(PEOPLE, members) }, () => http.enter()));
    http.close();
    const crowd = new Crowd();
    crowd.ask({ kind: 'open', url, tokens: sessions.map(({ token }) => token), rooms, members });
    if (!(await crowd.isInWithin(members, limitMs))) {
      const { inside } = await crowd.status();
      await crowd.close();
      throw new Error(`Only ${inside} of ${members} came in.`);
    }
    return crowd;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Stops all of them where they are: nothing is read any more, as on a phone that sleeps. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async status(): Promise<CrowdStatus> {
    const answer = once(this.child, 'message');
    this.ask({ kind: 'status' });
    const [raw]: unknown[] = await within(answer, STATUS_LIMIT_MS, 'answer of the crowd');
    return crowdStatusSchema.parse(raw);
  }

  isInWithin(members: number, limitMs: number): Promise<boolean> {
    return isTrueWithin(limitMs, async () => (await this.status()).inside >= members, 100);
  }

  /** Whether everybody knows each room up to these versions in time. */
  isCaughtUpWithin(versions: ReadonlyMap<string, number>, limitMs: number): Promise<boolean> {
    return isTrueWithin(
      limitMs,
      async () => {
        const known = (await this.status()).versions;
        return Object.entries(known).every(([room, version]) => version >= (versions.get(room) ?? 0));
      },
      100,
    );
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private ask(order: CrowdOrder): void {
    this.child.send(order);
  }
}

/** The greatest number of connections that one node accepted within one second. */
export function peakHandshakes(status: CrowdStatus, since = 0): number {
  return Math.max(0, ...status.handshakes.filter(({ second }) => second >= since).map(({ count }) => count));
}
