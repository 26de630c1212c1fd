import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTrueWithin } from '../clients/waiting.js';
import { freePort } from '../report/listening.js';
import { findDatabaseFolder, findDatabaseProcesses, killDatabase } from './database-processes.js';
import { findDatabaseUrl } from './database-url.js';
import type { Product } from './product.js';
import { ProductProcess } from './product-process.js';

/** The product as one process with its embedded database, in a data directory and on a port of its own. */
export class ServerProcess implements Product {
  private static readonly open = new Set<ServerProcess>();

  private constructor(
    private readonly process: ProductProcess,
    readonly dataDir: string,
  ) {}

  /** Makes an empty data directory and starts the product in it. */
  static async create(): Promise<ServerProcess> {
    if (!existsSync('/proc/self/cwd'))
      throw new Error('The fault runs find database processes in /proc, which this system does not have.');
    const dataDir = mkdtempSync(join(tmpdir(), 'tertulia-faults-'));
    // The database may run as another user, who must be able to pass.
    chmodSync(dataDir, 0o755);
    const logFile = join(dataDir, 'server.log');
    const options = { name: 'server', port: await freePort(), logFile, environment: { DATA_DIR: dataDir } };
    const server = new ServerProcess(new ProductProcess(options), dataDir);
    ServerProcess.open.add(server);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.dispose(true);
      throw error;
    }
  }

  /** Ends every server that is still there; for a run that is broken off. */
  static async disposeAll(): Promise<void> {
    await Promise.all([...ServerProcess.open].map((server) => server.dispose(false)));
  }

  get baseUrl(): string {
    return this.process.url;
  }

  get readers(): { name: string; url: string }[] {
    return [{ name: 'history', url: this.baseUrl }];
  }

  get port(): number {
    return this.process.options.port;
  }

  get isRunning(): boolean {
    return this.process.isRunning;
  }

  get databaseFolder(): string {
    const folder = findDatabaseFolder(this.dataDir);
    if (!folder) throw new Error('The product made no database in its data directory.');
    return folder;
  }

  databaseUrl(): string {
    return findDatabaseUrl(this.databaseFolder);
  }

  /** Starts the process and waits until it is ready. */
  start(): Promise<void> {
    return this.process.start();
  }

  /** Ends the process as a crash would: no handler runs. */
  kill(): Promise<void> {
    return this.process.kill();
  }

  isReadyWithin(limitMs: number): Promise<boolean> {
    return this.process.isReadyWithin(limitMs);
  }

  /** Stops the product and whatever it left behind, and removes the data unless they are to be looked at. */
  async dispose(keepsData: boolean): Promise<void> {
    ServerProcess.open.delete(this);
    await this.process.dispose();
    const folder = findDatabaseFolder(this.dataDir);
    if (folder) {
      await isTrueWithin(2_000, () => findDatabaseProcesses(folder).length === 0);
      killDatabase(folder);
    }
    if (!keepsData) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
