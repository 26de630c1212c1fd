import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findDatabaseFolder, findDatabaseProcesses, killDatabase } from './database-processes.js';
import { HttpApi } from './http-api.js';
import { Recorder } from './recorder.js';
import { isTrueWithin } from './waiting.js';

const ENTRY = resolve(import.meta.dirname, '../../../api/dist/main.js');
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

/** The product as one process with its embedded database, in a data directory and on a port of its own. */
export class ServerProcess {
  private static readonly open = new Set<ServerProcess>();
  private child: ChildProcess | null = null;
  private hasExited = true;
  private readonly probe: HttpApi;

  private constructor(
    readonly port: number,
    readonly dataDir: string,
  ) {
    this.probe = new HttpApi(this.baseUrl, new Recorder());
  }

  /** Makes an empty data directory and starts the product in it. */
  static async create(): Promise<ServerProcess> {
    if (!existsSync(ENTRY)) throw new Error('The API is not built: run the build first.');
    if (!existsSync('/proc/self/cwd'))
      throw new Error('The fault runs find database processes in /proc, which this system does not have.');
    const dataDir = mkdtempSync(join(tmpdir(), 'tertulia-faults-'));
    // The database may run as another user, who must be able to pass.
    chmodSync(dataDir, 0o755);
    const server = new ServerProcess(await findFreePort(), dataDir);
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
    return `http://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return !this.hasExited;
  }

  get logFile(): string {
    return join(this.dataDir, 'server.log');
  }

  get databaseFolder(): string {
    const folder = findDatabaseFolder(this.dataDir);
    if (!folder) throw new Error('The product made no database in its data directory.');
    return folder;
  }

  /** Starts the process and waits until it is ready. */
  async start(): Promise<void> {
    this.launch();
    await isTrueWithin(START_LIMIT_MS, async () => this.hasExited || (await this.probe.isReady()));
    if (this.hasExited) throw new Error(`The product ended at its start: ${this.readReason()}`);
    if (!(await this.probe.isReady())) {
      throw new Error(`The product was not ready within ${START_LIMIT_MS / 1_000} s; its log is ${this.logFile}.`);
    }
  }

  /** Ends the process as a crash would: no handler runs. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    if (!(await isTrueWithin(STOP_LIMIT_MS, () => this.hasExited, 5))) throw new Error('The server outlived SIGKILL.');
  }

  /** Stops the product and whatever it left behind, and removes the data unless they are to be looked at. */
  async dispose(keepsData: boolean): Promise<void> {
    ServerProcess.open.delete(this);
    this.probe.close();
    this.child?.kill('SIGTERM');
    if (!(await isTrueWithin(STOP_LIMIT_MS, () => this.hasExited))) await this.kill();
    const folder = findDatabaseFolder(this.dataDir);
    if (folder) {
      await isTrueWithin(2_000, () => findDatabaseProcesses(folder).length === 0);
      killDatabase(folder);
    }
    if (!keepsData) rmSync(this.dataDir, { recursive: true, force: true });
  }

  isReadyWithin(limitMs: number): Promise<boolean> {
    return isTrueWithin(limitMs, () => this.probe.isReady());
  }

  /** The last line of the log that names an error. */
  private readReason(): string {
    const lines = readFileSync(this.logFile, 'utf8').trim().split('\n');
    return lines.findLast((line) => /error|could not/i.test(line)) ?? lines.at(-1) ?? '';
  }

  private launch(): void {
    const log = openSync(this.logFile, 'a');
    const environment = {
      ...process.env,
      PORT: String(this.port),
      HOST: '127.0.0.1',
      DATA_DIR: this.dataDir,
      LIMITS: 'off',
      // Tags change messages whenever a worker comes to them; what is judged here is to stand still at the end.
      JOBS_DRIVER: 'off',
      LOG_LEVEL: 'info',
    };
    const child = spawn(process.execPath, [ENTRY], {
      env: { ...environment, ...WITHOUT },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.hasExited = false;
    child.once('exit', () => {
      if (this.child === child) this.hasExited = true;
    });
    child.once('error', () => {
      if (this.child === child) this.hasExited = true;
    });
  }
}

/** Variables that would point the product elsewhere, or that belong to the test runner. */
const WITHOUT = { DATABASE_URL: '', REDIS_URL: '', NODE_ENV: 'development', NODE_OPTIONS: '' };

async function findFreePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
