import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { describeError, type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { MAILER, type Mailer } from '../mailer/mailer.js';
import { Outbox } from '../outbox/outbox.js';
import { MailDelivery } from './mail-delivery.js';
import { MailHousekeeping } from './mail-housekeeping.js';
import { MailQueueRepository } from './mail-queue.repository.js';
import { MailSettlementRepository } from './mail-settlement.repository.js';
import { ProviderLimits } from './provider-limits.js';

/** Requests of one process at once; how many there are of all processes is a matter of the quota. */
const MOST_IN_FLIGHT = 8;
const SWEEP_EVERY_MS = 1_000;
/** However often it is woken: the queue is not looked at more often than this. */
const SHORTEST_REST_MS = 25;
/** Longest rest while the database is away. */
const LONGEST_REST_MS = 30_000;
/** The process gives its orderly stop a few seconds; what is not settled by then is left to its lease. */
const STOP_PATIENCE_MS = 2_500;

/** What the worker works with. */
@Injectable()
export class MailWorkshop {
  constructor(
    readonly queue: MailQueueRepository,
    readonly settlement: MailSettlementRepository,
    readonly delivery: MailDelivery,
    readonly limits: ProviderLimits,
    readonly housekeeping: MailHousekeeping,
  ) {}
}

/** Sends mail from the queue; any number of them may run on any number of nodes. */
@Injectable()
export class MailWorker implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly inFlight = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private rest = new AbortController();
  private isWoken = false;
  private failures = 0;
  private sweptAt = -Infinity;

  constructor(
    private readonly work: MailWorkshop,
    private readonly outbox: Outbox,
    @Inject(MAILER) private readonly mailer: Mailer | null,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const { mailer } = this;
    if (!mailer || this.env.MAIL_WORKER === 'off') return;
    this.outbox.onWake(() => this.wake());
    this.running = this.run(mailer);
  }

  /** From now on nothing is claimed. */
  onModuleDestroy(): void {
    this.stopping.abort();
    this.wake();
  }

  /** Waits for what is on its way, as long as the stop of the process allows. */
  async onApplicationShutdown(): Promise<void> {
    this.onModuleDestroy();
    const patience = new AbortController();
    await Promise.race([
      Promise.allSettled([this.running, ...this.inFlight]),
      wait(Math.min(this.env.MAIL_TIMEOUT_MS, STOP_PATIENCE_MS), undefined, { signal: patience.signal }).catch(
        () => undefined,
      ),
    ]);
    patience.abort();
  }

  private wake(): void {
    this.isWoken = true;
    this.rest.abort();
  }

  private async run(mailer: Mailer): Promise<void> {
    while (!this.stopping.signal.aborted) {
      let restMs: number;
      try {
        restMs = await this.step(mailer);
        this.failures = 0;
      } catch (error) {
        // The database is away: whoever needs it says so, and the queue waits there.
        this.log.debug(describeError(error), 'The queue of mail could not be read.');
        this.failures += 1;
        restMs = Math.min(500 * 2 ** Math.min(this.failures, 10), LONGEST_REST_MS);
      }
      if (restMs > 0) await this.pause(restMs * (0.75 + Math.random() * 0.5), this.failures === 0);
    }
  }

  /** @returns after how long to go on. */
  private async step(mailer: Mailer): Promise<number> {
    const startedAt = performance.now();
    if (startedAt - this.sweptAt >= SWEEP_EVERY_MS) {
      this.sweptAt = startedAt;
      await this.work.settlement.sweep();
      await this.work.limits.refresh(mailer, this.stopping.signal);
      await this.work.housekeeping.cleanWhenDue();
    }
    const restMs = this.work.delivery.restMs();
    if (restMs > 0) return Math.min(restMs, SWEEP_EVERY_MS);
    if (this.inFlight.size >= MOST_IN_FLIGHT) {
      await Promise.race(this.inFlight);
      return 0;
    }
    // Before the claim is committed, so that what is left of its lease is never thought longer than it is.
    const claimedAt = performance.now();
    const turn = await this.work.queue.claimNext(`${process.pid}`, mailer.driver);
    if (turn.kind === 'idle') return turn.waitMs;
    // As long again as it took, so that most of the database is left to sends.
    if (turn.kind === 'decided') return performance.now() - claimedAt;
    const delivered: Promise<void> = this.work.delivery
      .deliver(mailer, turn.claim, claimedAt, this.stopping.signal)
      .finally(() => {
        this.inFlight.delete(delivered);
        this.wake();
      });
    this.inFlight.add(delivered);
    return 0;
  }

  /** Rests, until somebody wakes it if that is wanted. */
  private async pause(milliseconds: number, isLight: boolean): Promise<void> {
    const rest = async (duration: number, signal: AbortSignal): Promise<void> =>
      wait(duration, undefined, { signal }).catch(() => undefined);
    const { signal } = this.stopping;
    await rest(isLight ? Math.min(milliseconds, SHORTEST_REST_MS) : milliseconds, signal);
    if (isLight && !this.isWoken && milliseconds > SHORTEST_REST_MS) {
      this.rest = new AbortController();
      await rest(milliseconds - SHORTEST_REST_MS, AbortSignal.any([this.rest.signal, signal]));
    }
    this.isWoken = false;
  }
}
