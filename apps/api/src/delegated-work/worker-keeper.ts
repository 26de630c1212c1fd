import type { Log } from '../common/log.js';
import { growingRest } from '../common/wakeful-work.js';
import { WorkerChild, WorkerGoneError, WorkFailedError } from './worker-child.js';

const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 30_000;
/** Pictures take whole seconds of a core and can wait; tags and voices are small, and somebody may be waiting for a voice. */
const LOW_PRIORITY = 10;
const LOWEST_PRIORITY = 19;

/** What a worker is started with, as soon as that is known. */
export interface WorkerStart {
  program: string;
  environment: Record<string, string>;
}

/** Keeps one worker from the first work that is wanted of it: starts it again when it ends, later each time. */
export class WorkerKeeper {
  private readonly patient = new Set<() => void>();
  private child: WorkerChild | undefined;
  private start: WorkerStart | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isWanted = false;
  private isStopping = false;
  private isReady = false;
  private failures = 0;

  /** @param onReady whenever it can take orders again. */
  constructor(
    private readonly family: string,
    private readonly log: Log,
    private readonly onReady: () => void,
  ) {}

  /** Whether work may be brought: it is ready, or would be started for it. */
  get isOpen(): boolean {
    return this.start !== undefined && (this.isReady || !this.isWanted);
  }

  /** From now on it can be started. */
  enable(start: WorkerStart): void {
    this.start = start;
    this.launch();
  }

  /** Starts it before it is needed. */
  prepare(): void {
    this.isWanted = true;
    this.launch();
  }

  /** @throws {WorkerGoneError} when there is none in time, or it ended. @throws {WorkFailedError} when its handler failed. */
  async ask(name: string, event: unknown, timeoutMs: number): Promise<unknown> {
    const until = performance.now() + timeoutMs;
    this.prepare();
    if (!this.isReady && !this.isStopping) await this.comeTrue(timeoutMs);
    const left = until - performance.now();
    if (!this.child || !this.isReady || left <= 0) throw new WorkerGoneError('There is no worker.');
    try {
      const answer = await this.child.ask(name, event, left);
      this.failures = 0;
      return answer;
    } catch (error) {
      // A worker that can say so works.
      if (error instanceof WorkFailedError) this.failures = 0;
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    for (const done of this.patient) done();
    await this.child?.stop();
  }

  private launch(): void {
    if (!this.start || !this.isWanted || this.isStopping || this.child || this.timer) return;
    const priority = this.family === 'upload' ? LOWEST_PRIORITY : LOW_PRIORITY;
    this.child = new WorkerChild(this.start.program, this.start.environment, priority, {
      onReady: () => {
        this.isReady = true;
        for (const done of this.patient) done();
        this.onReady();
      },
      onEnd: (reason) => this.goOn(reason),
    });
  }

  private goOn(reason: string): void {
    this.child = undefined;
    this.isReady = false;
    if (this.isStopping) return;
    this.failures += 1;
    const { family, failures } = this;
    this.log.warn({ family, reason, failures }, 'A worker ended; it is started again.');
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.launch();
      },
      growingRest(failures, FIRST_REST_MS, LONGEST_REST_MS),
    ).unref();
  }

  private async comeTrue(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.patient.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs).unref();
      this.patient.add(done);
    });
  }
}
