import type { Server } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { WorkerGoneError } from './worker-child.js';
import { type WorkerStart, WorkerKeeper } from './worker-keeper.js';
import { WorkerSecret } from './worker-secret.js';
import { ownUrl, workerEnvironment, workerProgram } from './worker-settings.js';

/**
 * Keeps processes beside this one that run the handlers of `apps/worker`: one for each family of work (`message`, `upload`,
 * `speak`), started when it is first needed, so that texts never wait for whoever decodes pictures or synthesises a voice.
 */
@Injectable()
export class EmbeddedWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly keepers = new Map<string, WorkerKeeper>();
  private readonly readyHandlers: (() => void)[] = [];
  private start: WorkerStart | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly secret: WorkerSecret,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Workers answer over HTTP, so they begin when this process listens. */
  onApplicationBootstrap(): void {
    const server: Server = this.host.httpAdapter.getHttpServer();
    server.once('listening', () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) return;
      const results = { url: ownUrl(address), secret: this.secret.value };
      const environment = workerEnvironment(this.env, process.env, results);
      this.start = { program: workerProgram(this.env), environment };
      for (const keeper of this.keepers.values()) keeper.enable(this.start);
      this.tellReady();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.keepers.values()].map((keeper) => keeper.stop()));
  }

  /** Whether work of that name may be brought now: its worker is ready, or would be started for it. */
  isOpenFor(name: string): boolean {
    return this.env.JOBS_WORKER === 'on' && this.keeperOf(name).isOpen;
  }

  /** Starts the worker for work of that name before there is any. */
  prepare(name: string): void {
    if (this.env.JOBS_WORKER === 'on') this.keeperOf(name).prepare();
  }

  /** Called whenever some worker can take orders again. */
  onReady(handler: () => void): void {
    this.readyHandlers.push(handler);
  }

  /**
   * Has the handler of that name take an event; waits for a worker that is being started, too. One that takes longer than
   * it was given is ended.
   * @throws {WorkerGoneError} when there is none, or it ended. @throws {WorkFailedError} when the handler failed.
   */
  async ask(name: string, event: unknown, timeoutMs: number): Promise<unknown> {
    if (this.env.JOBS_WORKER === 'off') throw new WorkerGoneError('This process keeps no worker.');
    return this.keeperOf(name).ask(name, event, timeoutMs);
  }

  private keeperOf(name: string): WorkerKeeper {
    const family = name.split('.', 1)[0] ?? name;
    const known = this.keepers.get(family);
    if (known) return known;
    const keeper = new WorkerKeeper(family, this.log, () => this.tellReady());
    this.keepers.set(family, keeper);
    if (this.start) keeper.enable(this.start);
    return keeper;
  }

  private tellReady(): void {
    for (const handler of this.readyHandlers) handler();
  }
}
