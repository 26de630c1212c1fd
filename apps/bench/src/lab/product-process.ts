import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HttpApi } from '../clients/http-api.js';
import { Recorder } from '../clients/recorder.js';
import { isTrueWithin } from '../clients/waiting.js';

const ENTRY = resolve(import.meta.dirname, '../../../api/dist/main.js');
const START_LIMIT_MS = 60_000;
const MOST_ATTEMPTS = 3;
const STOP_LIMIT_MS = 15_000;

/** Variables that would point the product elsewhere, or that belong to the test runner. */
const WITHOUT = { DATABASE_URL: '', REDIS_URL: '', NODE_ENV: 'development', NODE_OPTIONS: '' };
/** Tags change messages whenever a worker comes to them; what is judged here is to stand still at the end. */
const COMMON = { HOST: '127.0.0.1', LIMITS: 'off', JOBS_DRIVER: 'off', MAIL_WORKER: 'off', LOG_LEVEL: 'info' };

export interface ProductOptions {
  name: string;
  port: number;
  logFile: string;
  environment: Record<string, string>;
  /** Program and arguments before `node`, such as one that limits what the process may use. */
  wrapper?: string[];
  /** The built program, where it is not the one of this repository. */
  entry?: string;
}

/** How a process ended: by itself with a code, or by a signal, and how long that took. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  afterMs: number;
}

/** One process of the built product, that can be ended, frozen and started again under the same name and port. */
export class ProductProcess {
  private child: ChildProcess | null = null;
  private hasExited = true;
  private isDisposed = false;
  private readonly probe: HttpApi;
  /** Starts so far. */
  starts = 0;

  constructor(readonly options: ProductOptions) {
    if (!existsSync(ENTRY)) throw new Error('The API is not built: run the build first.');
    this.probe = new HttpApi(this.url, new Recorder());
  }

  get name(): string {
    return this.options.name;
  }

  get url(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  get isRunning(): boolean {
    return !this.hasExited;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Starts the process and waits until it is ready. `environment` is added for this start and those after it. */
  async start(environment: Record<string, string> = {}): Promise<void> {
    Object.assign(this.options.environment, environment);
    // As a supervisor does: a database that is busy recovering may refuse the first attempt.
    for (let attempt = 1; attempt <= MOST_ATTEMPTS && this.hasExited; attempt += 1) {
      this.launch();
      await isTrueWithin(START_LIMIT_MS, async () => this.hasExited || (await this.probe.isReady()));
    }
    if (this.hasExited) throw new Error(`${this.name} ended at its start: ${this.readReason()}`);
    if (!(await this.probe.isReady()))
      throw new Error(`${this.name} was not ready in time; its log is ${this.options.logFile}.`);
  }

  /** A crash, and a new start with other variables. */
  async restart(environment: Record<string, string> = {}): Promise<void> {
    await this.kill();
    await this.start(environment);
  }

  signal(name: NodeJS.Signals): void {
    if (!this.hasExited) this.child?.kill(name);
  }

  /** Ends the process as a crash would: no handler runs. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    if (!(await isTrueWithin(STOP_LIMIT_MS, () => this.hasExited, 5)))
      throw new Error(`${this.name} outlived SIGKILL.`);
  }

  /** Asks the process to stop and waits for it; one that does not is killed, and says so by its signal. */
  async terminate(limitMs = STOP_LIMIT_MS): Promise<Ending> {
    const startedAt = Date.now();
    this.signal('SIGTERM');
    const ending = await this.endsWithin(limitMs);
    if (ending) return ending;
    await this.kill();
    return this.describeEnd(startedAt);
  }

  /** Waits until it ends by itself; null when it goes on. */
  async endsWithin(limitMs: number): Promise<Ending | null> {
    const startedAt = Date.now();
    return (await isTrueWithin(limitMs, () => this.hasExited, 5)) ? this.describeEnd(startedAt) : null;
  }

  isReady(): Promise<boolean> {
    return this.probe.isReady();
  }

  isReadyWithin(limitMs: number): Promise<boolean> {
    return isTrueWithin(limitMs, () => this.probe.isReady());
  }

  /** Stops it for good. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.signal('SIGCONT');
    await this.terminate();
    this.probe.close();
  }

  /** The last line of the log that names an error. */
  readReason(): string {
    const lines = readFileSync(this.options.logFile, 'utf8').trim().split('\n');
    return lines.findLast((line) => /error|could not/i.test(line)) ?? lines.at(-1) ?? '';
  }

  private describeEnd(startedAt: number): Ending {
    const { exitCode = null, signalCode = null } = this.child ?? {};
    return { code: exitCode, signal: signalCode, afterMs: Date.now() - startedAt };
  }

  private launch(): void {
    if (this.isDisposed) throw new Error(`${this.name} was stopped for good.`);
    const { logFile, port, name, environment, wrapper = [], entry = ENTRY } = this.options;
    const log = openSync(logFile, 'a');
    const [program, ...args] = [...wrapper, process.execPath, entry];
    const child = spawn(program, args, {
      env: { ...process.env, ...WITHOUT, ...COMMON, PORT: String(port), INSTANCE_ID: name, ...environment },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.hasExited = false;
    this.starts += 1;
    const settle = (): void => {
      if (this.child === child) this.hasExited = true;
    };
    child.once('exit', settle);
    child.once('error', settle);
  }
}
