import { isTrueWithin } from '../clients/waiting.js';
import { memoryOf } from '../lab/process-sample.js';
import { SendProbe } from '../lab/send-probe.js';
import type { RowRun } from './row.js';

/** Refusals come within this (guarantee G9). */
const REFUSAL_MS = 3_000;
const BACK_MS = 5_000;
const BACK_LIMIT_MS = 60_000;
/** Connections that each node may hold, as the product is set here. */
const POOL = 12;
/** What a node may grow by while nothing gets through; garbage that is not yet collected is in it. */
const MOST_GROWTH_MB = 80;
const SETTLE_LIMIT_MS = 20_000;

/** One thing that is done to PostgreSQL. */
export interface DatabaseFault {
  name: string;
  forMs: number;
  strike: () => void | Promise<void>;
  heal: () => void | Promise<void>;
  /** Whether no database can answer meanwhile, so that nothing may be acknowledged and every node says that it is not ready. */
  isTotal: boolean;
  leastRefusals: number;
  /** Ends it before its time. */
  isEnough?: () => boolean;
}

/** Watches what G9 asks for without a database: quick typed refusals, no acknowledgement, life, and the way back. */
export class DatabaseWatch {
  private readonly processes: string;
  private readonly memory: number[];

  private constructor(
    private readonly run: RowRun,
    readonly probe: SendProbe,
    private readonly normalMs: number,
    private readonly connections: number,
  ) {
    this.processes = this.describeProcesses();
    this.memory = memoryOf(run.lab.nodes);
  }

  /** Measures what is normal, lets `work` strike, and holds the nodes to what they held before. */
  static async during(run: RowRun, work: (watch: DatabaseWatch) => Promise<void>): Promise<void> {
    const { lab, stage } = run;
    const [, roomId] = stage.rooms;
    if (roomId === undefined) throw new Error('There is no second room.');
    const probe = SendProbe.start(lab, stage, roomId);
    try {
      const from = Date.now();
      await run.acknowledges(80);
      await isTrueWithin(BACK_LIMIT_MS, () => probe.nodesStoringSince(from) === lab.nodes.length);
      const normal = Math.max(...probe.between(from, Date.now()).map(({ tookMs }) => tookMs));
      const watch = new DatabaseWatch(run, probe, normal, await countConnections(run));
      await work(watch);
      await watch.judgeLeaks();
    } finally {
      await probe.stop();
    }
  }

  async strike(fault: DatabaseFault): Promise<void> {
    const { run, probe } = this;
    const struckAt = Date.now();
    let healedAt = struckAt;
    try {
      await fault.strike();
      const from = Date.now();
      await isTrueWithin(fault.forMs, () => fault.isEnough?.() ?? false);
      if (fault.isTotal) {
        await this.judgeHealth(fault.name);
        run.recorder.outages.push({ from, to: Date.now() });
      }
    } finally {
      await fault.heal();
      healedAt = Date.now();
    }
    const isBack = () => probe.nodesStoringSince(healedAt) === run.lab.nodes.length;
    if (!(await isTrueWithin(BACK_LIMIT_MS, isBack, 20)))
      run.recorder.unrecovered.push(`${fault.name}: a node stored nothing again`);
    const back = Date.now() - healedAt;
    run.atMost('unbounded', `${fault.name}: ms until every node stored again`, back, BACK_MS + this.normalMs);
    this.judgeRefusals(fault, struckAt, healedAt, back);
  }

  /** How long a refusal may take on this machine, as it is at the moment. */
  get refusalLimit(): number {
    return REFUSAL_MS + 2 * this.normalMs;
  }

  private judgeRefusals(fault: DatabaseFault, from: number, to: number, back: number): void {
    const { run, probe } = this;
    const asked = [...probe.between(from, to), ...probe.between(from, to, 'read')];
    const refused = asked.filter(({ outcome }) => outcome !== 'ok');
    const slowest = Math.max(0, ...refused.map(({ tookMs }) => tookMs));
    const silent = refused.filter(({ outcome }) => outcome === 'silent').length;
    run.atLeast(`${fault.name}: refusals`, refused.length - silent, fault.leastRefusals);
    run.atMost('wrong-error', `${fault.name}: attempts without an answer`, silent, 0);
    run.atMost('slow-ack', `${fault.name}: ms until a refusal`, slowest, this.refusalLimit);
    run.note(
      fault.name,
      `${refused.length} of ${asked.length} refused, the slowest after ${slowest} ms, back after ${back} ms`,
    );
  }

  /** Alive, and not to be sent anything. */
  private async judgeHealth(name: string): Promise<void> {
    const { run } = this;
    const [client] = run.stage.clients;
    if (!client) throw new Error('There is nobody to ask.');
    const apis = run.lab.readers.map(({ url }) => client.api.at(url));
    const alive = await Promise.all(apis.map((api) => api.isAlive()));
    const ready = await Promise.all(apis.map((api) => api.isReady()));
    for (const api of apis) api.close();
    run.atLeast(`${name}: nodes that live`, alive.filter(Boolean).length, apis.length);
    run.atLeast(`${name}: nodes that say they are not ready`, ready.filter((isReady) => !isReady).length, apis.length);
  }

  private async judgeLeaks(): Promise<void> {
    const { run } = this;
    const most = Math.max(POOL * run.lab.nodes.length, this.connections);
    let connections = 0;
    await isTrueWithin(SETTLE_LIMIT_MS, async () => (connections = await countConnections(run)) <= most);
    run.note('connections', `${this.connections} before, ${connections} after`);
    run.atMost('leak', 'connections to PostgreSQL', connections, most);
    const growth = memoryOf(run.lab.nodes).map((after, index) => after - (this.memory[index] ?? 0));
    run.note('nodes grew by', `${Math.max(...growth)} MB`);
    run.atMost('unbounded', 'MB that a node grew by', Math.max(...growth), MOST_GROWTH_MB);
    if (this.describeProcesses() !== this.processes) run.recorder.unrecovered.push('a node was started anew');
  }

  private describeProcesses(): string {
    return this.run.lab.nodes.map(({ process }) => `${process.pid} ${process.isRunning}`).join();
  }
}

/** Connections of all nodes, as PostgreSQL counts them. */
async function countConnections({ lab }: RowRun): Promise<number> {
  const rows = await lab.database.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'tertulia' AND backend_type = 'client backend'",
  );
  return rows.length;
}
