import { join } from 'node:path';
import pg from 'pg';
import { isTrueWithin } from '../clients/waiting.js';
import { launchPostgres, type PostgresOptions } from '../report/database.js';
import { freePort } from '../report/listening.js';
import { findDatabaseProcesses, killDatabase, signal } from './database-processes.js';
import { findDatabaseUrl } from './database-url.js';

const GONE_LIMIT_MS = 10_000;

/** A real PostgreSQL with full durability that can be killed, frozen and started again on the same port. */
export class DatabaseServer {
  private isDisposed = false;

  private constructor(
    readonly folder: string,
    private readonly options: PostgresOptions,
    readonly port: number,
  ) {}

  /** @param settings of the server, such as `max_connections`. */
  static async create(directory: string, settings: Record<string, string> = {}): Promise<DatabaseServer> {
    const port = await freePort();
    const options = { dataDirectory: join(directory, 'postgres'), port, settings };
    const server = new DatabaseServer(options.dataDirectory, options, port);
    await server.start();
    return server;
  }

  get url(): string {
    return findDatabaseUrl(this.folder);
  }

  async start(): Promise<void> {
    if (this.isDisposed) throw new Error('The database was stopped for good.');
    await launchPostgres(this.options);
  }

  /** Ends every process of it at once, as a crash of the machine would; gives how many there were. */
  kill(): number {
    return killDatabase(this.folder);
  }

  /** Stops every process of it where it is, or lets them go on; gives how many there were. */
  freeze(): number {
    return this.signalAll('SIGSTOP');
  }

  thaw(): number {
    return this.signalAll('SIGCONT');
  }

  /** Asks the database on a connection of its own, past every line of the product. */
  async query(text: string, values: unknown[] = []): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.kill();
    await isTrueWithin(GONE_LIMIT_MS, () => findDatabaseProcesses(this.folder).length === 0);
  }

  private signalAll(name: NodeJS.Signals): number {
    return findDatabaseProcesses(this.folder).filter((pid) => signal(pid, name)).length;
  }
}
