import { mapBounded, ProductHttp } from '../load/guests.js';
import { MessageNames } from '../load/message-name.js';
import { spread } from '../load/statistics.js';
import { delay, waitUntil } from '../load/waiting.js';
import type { RunningCluster } from '../report/cluster.js';
import { ReturningClient } from './returning-client.js';
import { Tally } from './tally.js';

const WRITERS_PER_ROOM = 2;
const WRITE_EVERY_MS = 1_000;
const SEND_LIMIT_MS = 60_000;
const ENTER_LIMIT_MS = 60_000;
const RETURN_LIMIT_MS = 60_000;
const CALM_MS = 4_000;
/** After everybody is back: longer than a lost last message may take to be found (6 s, guarantee G4). */
const WATCH_MS = 8_000;

/** What is done to the cluster in the middle of a round. */
export type Blow = 'kill' | 'restart';

export interface Round {
  /** Times that a client was without its socket and came back. */
  returns: number;
  /** How long a client was out of its room: the median and the longest. */
  medianAwaySeconds: number;
  longestAwaySeconds: number;
  /** From the blow until everybody was connected again and had every message. */
  wholeSeconds: number;
  /** Sockets that one node took in within a second, at most. */
  peakHandshakes: number;
  /** Attempts that did not lead to a socket, and what became of them. */
  inVain: number;
  reasons: Record<string, number>;
  acknowledged: number;
  /** Sends that were not answered within a minute. */
  unanswered: number;
  /** Acknowledged messages that a client does not have, over all clients. */
  lost: number;
  doubled: number;
  outOfOrder: number;
  reloads: number;
}

/** A crowd in rooms on a cluster, some writing; what becomes of it when a node goes. */
export class FailoverRun {
  private readonly tally = new Tally();
  private readonly clients: ReturningClient[] = [];
  private readonly acknowledged: { roomId: string; name: string; version: number }[] = [];
  private unanswered = 0;
  private isWriting = true;

  constructor(
    private readonly cluster: RunningCluster,
    private readonly tokens: readonly string[],
    private readonly perRoom: number,
  ) {}

  /** @param victim the node that is killed; with `restart` all of them leave in order and come back, one by one. */
  async run(blow: Blow, victim: string): Promise<Round> {
    try {
      await this.enter();
      const writing = this.startWriting();
      await delay(CALM_MS);
      this.tally.begin();
      const from = Date.now();
      if (blow === 'kill') await this.cluster.killNode(victim);
      else await this.cluster.rollingRestart();
      await this.waitForReturn();
      await delay(WATCH_MS);
      this.isWriting = false;
      await Promise.all(writing);
      await waitUntil(() => this.clients.every((client) => client.isIn && !this.isBehind(client)), RETURN_LIMIT_MS);
      return this.judge(from);
    } finally {
      this.isWriting = false;
      for (const client of this.clients) client.close();
      if (blow === 'kill') await this.cluster.startNode(victim);
    }
  }

  private async enter(): Promise<void> {
    const http = new ProductHttp(this.cluster.url);
    const [owner] = this.tokens;
    if (owner === undefined) throw new Error('There is nobody.');
    try {
      const count = Math.ceil(this.tokens.length / this.perRoom);
      const rooms = await mapBounded(count, 4, () => http.openRoom(owner));
      for (const [index, token] of this.tokens.entries()) {
        const roomId = rooms[Math.floor(index / this.perRoom)] ?? '';
        this.clients.push(new ReturningClient(this.cluster.url, token, roomId, this.tally));
      }
    } finally {
      http.close();
    }
    await mapBounded(this.clients.length, 64, async (index) => {
      this.clients[index]?.start();
      await waitUntil(() => this.clients[index]?.isIn === true, ENTER_LIMIT_MS);
    });
    if (!this.clients.every((client) => client.isIn)) throw new Error('Not everybody came in.');
  }

  private startWriting(): Promise<void>[] {
    const names = new MessageNames();
    const writers = this.clients.filter((_, index) => index % this.perRoom < WRITERS_PER_ROOM);
    return writers.map(async (client, sender) => {
      for (let number = 1; this.isWriting; number += 1) {
        await delay(WRITE_EVERY_MS * (0.5 + Math.random()));
        const name = names.build(sender, number);
        const version = await client.send(name, SEND_LIMIT_MS);
        if (version === null) this.unanswered += 1;
        else this.acknowledged.push({ roomId: client.roomId, name, version });
      }
    });
  }

  private async waitForReturn(): Promise<void> {
    if (!(await waitUntil(() => this.clients.every((client) => client.isIn), RETURN_LIMIT_MS)))
      throw new Error('Not everybody came back within a minute.');
  }

  private isBehind({ roomId, account }: ReturningClient): boolean {
    const own = this.acknowledged.filter((message) => message.roomId === roomId);
    return Math.max(0, ...own.map(({ version }) => version)) > (account.position ?? 0);
  }

  private judge(from: number): Round {
    const absences = spread(this.tally.absences);
    const returns = this.clients.map(({ joinedAt }) => joinedAt - from);
    const late = this.clients.map(({ account }) => account.lateAt - from);
    const sum = (count: (client: ReturningClient) => number) =>
      this.clients.reduce((total, client) => total + count(client), 0);
    return {
      returns: this.tally.absences.length,
      medianAwaySeconds: (absences?.median ?? 0) / 1_000,
      longestAwaySeconds: (absences?.max ?? 0) / 1_000,
      wholeSeconds: Math.max(0, ...returns, ...late) / 1_000,
      peakHandshakes: this.tally.peakPerSecond(from),
      inVain: [...this.tally.failures.values()].reduce((sum, count) => sum + count, 0),
      reasons: Object.fromEntries(this.tally.failures),
      acknowledged: this.acknowledged.length,
      unanswered: this.unanswered,
      lost: sum((client) => this.countLost(client)),
      doubled: sum(({ account }) => account.doubled),
      outOfOrder: sum(({ account }) => account.outOfOrder),
      reloads: sum(({ account }) => account.reloads),
    };
  }

  private countLost({ roomId, account }: ReturningClient): number {
    return this.acknowledged.filter((message) => message.roomId === roomId && !account.knows(message.name)).length;
  }
}
