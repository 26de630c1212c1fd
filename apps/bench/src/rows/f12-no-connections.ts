import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { Laboratory } from '../lab/laboratory.js';
import { DatabaseWatch } from './database-watch.js';
import type { Row, RowRun } from './row.js';

const MOST_CONNECTIONS = '60';
const AT_ONCE = 10;
/** Requests that come to one node at once meanwhile. */
const CROWD = 80;
const PER_LINE = 4;

/** F12: somebody else holds every connection that PostgreSQL has. */
export const noConnections: Row = {
  id: 'F12',
  title: 'the connections of PostgreSQL exhausted',
  guarantees: 'G9',
  laboratory: () => ({ database: { max_connections: MOST_CONNECTIONS } }),
  strike: (run) =>
    DatabaseWatch.during(run, async (watch) => {
      const hog = new ConnectionHog(run.lab);
      await watch.strike({
        name: 'none left',
        forMs: run.isLong ? 15_000 : 5_000,
        strike: async () => {
          await hog.start();
          await crowd(run, watch.refusalLimit);
        },
        heal: () => hog.stop(),
        isTotal: false,
        leastRefusals: 6,
      });
      run.note('connections held', hog.most);
      run.atLeast('connections held', hog.most, Number(MOST_CONNECTIONS) / 2);
    }),
};

/** Many at once: each is answered in time, however long the queue. */
async function crowd({ lab, stage, atMost, atLeast, note }: RowRun, limitMs: number): Promise<void> {
  const [client] = stage.clients;
  const [room] = stage.rooms;
  const [node] = lab.nodes;
  if (!client || room === undefined || !node) throw new Error('There is nobody to ask.');
  const apis = Array.from({ length: CROWD / PER_LINE }, () => client.api.at(node.process.url));
  const start = Date.now();
  const answers = await Promise.all(
    Array.from({ length: CROWD }, async (_unused, index) => {
      const answer = await apis[index % apis.length]?.listMessages(room, 'limit=5&after=0');
      return { kind: answer?.kind, tookMs: Date.now() - start };
    }),
  );
  for (const api of apis) api.close();
  const slowest = Math.max(...answers.map(({ tookMs }) => tookMs));
  note('a crowd was answered after', `${slowest} ms`);
  atLeast('of a crowd refused', answers.filter(({ kind }) => kind === 'refused').length, 1);
  atMost('wrong-error', 'of a crowd without an answer', answers.filter(({ kind }) => kind === 'unknown').length, 0);
  atMost('slow-ack', 'ms until the last of a crowd was answered', slowest, limitMs);
}

/** Takes every connection there is, and those of the product by ending them. */
class ConnectionHog {
  private readonly held = new Set<pg.Client>();
  private admin: pg.Client | null = null;
  private isStopped = false;
  private running: Promise<void> = Promise.resolve();
  most = 0;

  constructor(private readonly lab: Laboratory) {}

  async start(): Promise<void> {
    this.admin = await this.connect();
    await this.fill();
    await this.endOthers();
    this.running = this.keepAll();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
    const all = [...this.held, ...(this.admin ? [this.admin] : [])];
    await Promise.all(all.map((client) => client.end().catch(() => undefined)));
  }

  private async keepAll(): Promise<void> {
    while (!this.isStopped) {
      await this.fill();
      await this.endOthers();
      await delay(50);
    }
  }

  /** Until one is refused. */
  private async fill(): Promise<void> {
    for (let isFull = false; !isFull && !this.isStopped;) {
      const opened = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => this.connect()));
      for (const one of opened) if (one.status === 'fulfilled') this.hold(one.value);
      isFull = opened.some(({ status }) => status === 'rejected');
      this.most = Math.max(this.most, this.held.size);
    }
  }

  private hold(client: pg.Client): void {
    this.held.add(client);
    client.once('end', () => this.held.delete(client));
  }

  private async endOthers(): Promise<void> {
    await this.admin?.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tertulia'",
    );
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.lab.database.url, connectionTimeoutMillis: 3_000 });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
