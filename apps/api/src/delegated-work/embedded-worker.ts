import type { Server } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Log, LOG } from '../common/log.js';
import { growingRest } from '../common/wakeful-work.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { WorkerChild, WorkerGoneError, WorkFailedError } from './worker-child.js';
import { WorkerSecret } from './worker-secret.js';
import { ownUrl, workerEnvironment, workerProgram } from './worker-settings.js';

const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 30_000;

/**
 * Keeps one process beside this one that runs the handlers of `apps/worker`, starts it again when it ends, and ends it when
 * it hangs. It begins with the first work that is wanted, and is there as long as this process listens.
 */
@Injectable()
export class EmbeddedWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly readyHandlers: (() => void)[] = [];
  private readonly patient = new Set<() => void>();
  private url: string | undefined;
  private child: WorkerChild | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isWanted = false;
  private isStopping = false;
  private failures = 0;
  /** Whether it can take orders now. */
  isReady = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly secret: WorkerSecret,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const server: Server = this.host.httpAdapter.getHttpServer();
    server.once('listening', () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) return;
      this.url = ownUrl(address);
      this.launch();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.child?.stop();
  }

  /** Starts it, if this process may have one. */
  want(): void {
    if (this.isWanted || this.env.JOBS_WORKER === 'off') return;
    this.isWanted = true;
    this.launch();
  }

  /** Called whenever it can take orders again. */
  onReady(handler: () => void): void {
    this.readyHandlers.push(handler);
  }

  /**
   * Has the handler of that name take an event; waits for a worker that is being started, too.
   * @throws {WorkerGoneError} when there is none, or it ended. @throws {WorkFailedError} when the handler failed.
   */
  async ask(name: string, event: unknown, timeoutMs: number): Promise<unknown> {
    const until = performance.now() + timeoutMs;
    this.want();
    if (!this.isReady) await this.comeTrue(timeoutMs);
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

  private launch(): void {
    if (!this.isWanted || this.isStopping || this.url === undefined || this.child) return;
    const results = { url: this.url, secret: this.secret.value };
    this.child = new WorkerChild(workerProgram(this.env), workerEnvironment(this.env, process.env, results), {
      onReady: () => {
        this.isReady = true;
        for (const handler of [...this.patient, ...this.readyHandlers]) handler();
      },
      onEnd: (reason) => this.goOn(reason),
    });
  }

  private goOn(reason: string): void {
    this.child = undefined;
    this.isReady = false;
    if (this.isStopping) return;
    this.failures += 1;
    this.log.warn({ reason, failures: this.failures }, 'The worker ended; it is started again.');
    this.timer = setTimeout(() => this.launch(), growingRest(this.failures, FIRST_REST_MS, LONGEST_REST_MS)).unref();
  }

  private async comeTrue(timeoutMs: number): Promise<void> {
    if (!this.isWanted || this.isStopping) return;
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
