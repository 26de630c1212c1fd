import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../report/listening.js';
import { findDatabaseFolder, killDatabase } from './database-processes.js';
import { DatabaseServer } from './database-server.js';
import { Door } from './door.js';
import type { Product } from './product.js';
import { ProductProcess } from './product-process.js';
import { PushFilter, PushLoss } from './push-filter.js';
import { RedisServer } from './redis-server.js';
import { SmallDisk } from './small-disk.js';
import { TcpProxy } from './tcp-proxy.js';

const DRAIN_MS = '1000';

export interface LaboratoryOptions {
  nodes: number;
  /** Variables of every node, and of single ones by name. */
  environment: Record<string, string>;
  environments: Record<string, Record<string, string>>;
  /** Programs before `node` for single nodes by name, such as one that limits what the process may use. */
  wrappers: Record<string, string[]>;
  /** Settings of PostgreSQL. */
  database: Record<string, string>;
  /** Folder of the data; absent: a new one in the temporary folder. */
  directory: string | undefined;
  /** Size of a disk of its own for PostgreSQL, in MB; absent: it shares that of the folder. */
  diskMegabytes: number | undefined;
}

const DEFAULTS: LaboratoryOptions = {
  nodes: 3,
  environment: {},
  environments: {},
  wrappers: {},
  database: {},
  directory: undefined,
  diskMegabytes: undefined,
};

/** A node of the cluster with the lines on which it reaches Redis and PostgreSQL, each of which can be disturbed. */
export interface LabNode {
  name: string;
  process: ProductProcess;
  toRedis: TcpProxy;
  /** What it loses of what others publish. */
  pushes: PushLoss;
  toDatabase: TcpProxy;
}

/** The product as a cluster: nodes behind a door, real Redis and PostgreSQL, everything on loopback and in one folder. */
export class Laboratory implements Product {
  private static readonly open = new Set<Laboratory>();
  /** Those that are being made: what they have started by now is nobody's yet. */
  private static readonly making = new Set<Promise<Laboratory>>();
  readonly nodes: LabNode[] = [];
  private doorPort = 0;

  readonly options: LaboratoryOptions;
  readonly dataDir: string;
  readonly database: DatabaseServer;
  readonly redis: RedisServer;
  /** PostgreSQL's own, when one was asked for. */
  readonly disk: SmallDisk | null;

  private constructor(
    parts: Pick<Laboratory, 'options' | 'dataDir' | 'database' | 'redis' | 'disk'>,
    readonly door: Door,
    private readonly targets: { name: string; port: number }[],
  ) {
    ({
      options: this.options,
      dataDir: this.dataDir,
      database: this.database,
      redis: this.redis,
      disk: this.disk,
    } = parts);
  }

  static create(wanted: Partial<LaboratoryOptions> = {}): Promise<Laboratory> {
    const made = Laboratory.make({ ...DEFAULTS, ...wanted });
    Laboratory.making.add(made);
    made.catch(() => undefined).finally(() => Laboratory.making.delete(made));
    return made;
  }

  private static async make(options: LaboratoryOptions): Promise<Laboratory> {
    const dataDir = mkdtempSync(join(options.directory ?? tmpdir(), 'tertulia-lab-'));
    // The database may run as another user, who must be able to pass.
    chmodSync(dataDir, 0o755);
    const { diskMegabytes } = options;
    const disk = diskMegabytes === undefined ? null : SmallDisk.mount(join(dataDir, 'disk'), diskMegabytes);
    const [database, redis] = await startServers(disk?.directory ?? dataDir, options.database).catch(
      (error: unknown) => {
        disk?.unmount();
        rmSync(dataDir, { recursive: true, force: true });
        throw error;
      },
    );
    const targets: { name: string; port: number }[] = [];
    const door = new Door(targets, async ({ name }) => lab.node(name).process.isReady());
    const lab: Laboratory = new Laboratory({ options, dataDir, database, redis, disk }, door, targets);
    Laboratory.open.add(lab);
    try {
      await lab.startAll();
      return lab;
    } catch (error) {
      await lab.dispose(true);
      throw error;
    }
  }

  /** Ends every laboratory that is still there or about to be; for a run that is broken off. */
  static async disposeAll(): Promise<void> {
    await Promise.all([...Laboratory.open].map((lab) => lab.dispose(false)));
    await Promise.allSettled(Laboratory.making);
    await Promise.all([...Laboratory.open].map((lab) => lab.dispose(false)));
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.doorPort}`;
  }

  get readers(): { name: string; url: string }[] {
    return this.nodes.map(({ name, process }) => ({ name, url: process.url }));
  }

  node(name: string): LabNode {
    const found = this.nodes.find((node) => node.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  }

  databaseUrl(): string {
    return this.database.url;
  }

  /** Whether every node is ready within the limit. */
  async isReadyWithin(limitMs: number): Promise<boolean> {
    const ready = await Promise.all(this.nodes.map(({ process }) => process.isReadyWithin(limitMs)));
    return ready.every(Boolean);
  }

  /** Ends what is disturbed on any line. */
  heal(): void {
    for (const { toRedis, toDatabase, pushes } of this.nodes) {
      for (const line of [toRedis, toDatabase]) line.heal();
      pushes.everyNth = 0;
    }
  }

  /** Whether it is as it was at its start, so that another row may use it. */
  async isWhole(): Promise<boolean> {
    return this.nodes.every(({ process }) => process.isRunning) && (await this.isReadyWithin(5_000));
  }

  async dispose(keepsData: boolean): Promise<void> {
    if (!Laboratory.open.delete(this)) return;
    this.heal();
    await this.door.close();
    this.redis.thaw();
    this.database.thaw();
    await Promise.all(this.nodes.map(({ process }) => process.dispose()));
    for (const { toRedis, toDatabase } of this.nodes) await Promise.all([toRedis.close(), toDatabase.close()]);
    try {
      await Promise.all([this.redis, this.database].map((part) => part.dispose()));
    } finally {
      this.disk?.unmount();
    }
    if (!keepsData) rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** The first node alone migrates the empty database; the others find it done. */
  private async startAll(): Promise<void> {
    for (let index = 1; index <= this.options.nodes; index += 1) this.nodes.push(await this.makeNode(`node-${index}`));
    const [first, ...others] = this.nodes;
    await first?.process.start();
    await Promise.all(others.map(({ process }) => process.start()));
    for (const { name, process } of this.nodes) this.targets.push({ name, port: process.options.port });
    this.doorPort = await this.door.open();
  }

  private async makeNode(name: string): Promise<LabNode> {
    const pushes = new PushLoss();
    const toRedis = new TcpProxy(this.redis.port, () => new PushFilter(pushes));
    const toDatabase = new TcpProxy(this.database.port);
    const database = new URL(this.database.url);
    database.port = String(await toDatabase.open());
    const environment = {
      DATA_DIR: join(this.dataDir, 'data'),
      DRAIN_MS,
      ...this.options.environment,
      ...this.options.environments[name],
      DATABASE_URL: database.href,
      REDIS_URL: `redis://127.0.0.1:${await toRedis.open()}`,
    };
    const wrapper = this.options.wrappers[name];
    const logFile = join(this.dataDir, `${name}.log`);
    const port = await freePort();
    const process = new ProductProcess({ name, port, logFile, environment, ...(wrapper && { wrapper }) });
    return { name, process, toRedis, pushes, toDatabase };
  }
}

/** Both or none: what one of them left is taken away when the other one fails. */
async function startServers(dataDir: string, settings: Record<string, string>): Promise<[DatabaseServer, RedisServer]> {
  const [database, redis] = await Promise.allSettled([DatabaseServer.create(dataDir, settings), RedisServer.create()]);
  if (database.status === 'fulfilled' && redis.status === 'fulfilled') return [database.value, redis.value];
  if (redis.status === 'fulfilled') await redis.value.dispose();
  if (database.status === 'fulfilled') await database.value.dispose();
  const folder = findDatabaseFolder(dataDir);
  if (folder) killDatabase(folder);
  rmSync(dataDir, { recursive: true, force: true });
  throw database.status === 'rejected' ? database.reason : new Error('Redis could not be started.');
}
