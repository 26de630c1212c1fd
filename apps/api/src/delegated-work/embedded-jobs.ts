import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { JobBoard } from '../outbox/job-board.js';
import { EmbeddedWorker } from './embedded-worker.js';
import { Gate } from './gate.js';
import { type DeadJob, JobsRepository } from './jobs.repository.js';
import { type LaneRules, TopicLane } from './topic-lane.js';

const pictures: LaneRules = { topic: 'upload.picture', batch: 1, timeoutMs: 30_000 };
/** Texts are quick. Pictures are slow and large: as many at a time as leave cores to the chat, and never more than two. */
const lanes: readonly LaneRules[] = [
  { topic: 'message.words', batch: 10, timeoutMs: 10_000 },
  { topic: 'message.sentiment', batch: 10, timeoutMs: 15_000 },
  ...(availableParallelism() > 3 ? [pictures, pictures] : [pictures]),
];
const BURY_MS = 5_000;
/** In looks of `BURY_MS`: how often the dead are counted. */
const CLEAN_EVERY = 12;
/** The process gives its orderly stop a few seconds; what is not done by then comes again. */
const STOP_PATIENCE_MS = 1_500;

/** Has the embedded worker do the jobs of the embedded queue; any number of nodes may. */
@Injectable()
export class EmbeddedJobs implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly lanes: TopicLane[];
  private readonly keeping = new SteadyWork(() => this.keep());
  private stopped: Promise<unknown> | undefined;
  private turn = 0;
  /** Jobs that were given up and wait for an operator, as far as this process knows. */
  deadCount = 0;

  constructor(
    private readonly jobs: JobsRepository,
    private readonly worker: EmbeddedWorker,
    private readonly board: JobBoard,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {
    const [texts, pictures] = [new Gate(), new Gate()];
    this.lanes = lanes.map((rules) => {
      const gate = rules.topic === 'upload.picture' ? pictures : texts;
      return new TopicLane(rules, jobs, worker, gate, (dead) => this.name(dead));
    });
  }

  /** How things stand, for operators: it never makes a node unready. */
  describe(): string {
    if (this.env.JOBS_DRIVER !== 'embedded') return this.env.JOBS_DRIVER;
    const given = this.deadCount > 0 ? `, ${this.deadCount} given up` : '';
    if (this.env.JOBS_WORKER === 'off') return `no worker here${given}`;
    return `${this.worker.isOpenFor('message') ? 'ok' : 'waiting for the worker'}${given}`;
  }

  onApplicationBootstrap(): void {
    if (this.env.JOBS_DRIVER !== 'embedded' || this.env.JOBS_WORKER === 'off') return;
    this.board.onWake((topic) => {
      for (const lane of this.lanes) if (lane.rules.topic === topic) lane.wake();
    });
    this.worker.onReady(() => {
      for (const lane of this.lanes) lane.wake();
    });
    // The first message of a day is not to wait for it.
    this.worker.prepare('message');
    for (const lane of this.lanes) lane.start();
    this.keeping.start(BURY_MS);
  }

  /** From now on nothing is claimed. */
  onModuleDestroy(): void {
    this.stopped ??= Promise.allSettled([...this.lanes.map((lane) => lane.stop()), this.keeping.stop()]);
  }

  /** Waits for what is under way, as long as the stop of the process allows. */
  async onApplicationShutdown(): Promise<void> {
    this.onModuleDestroy();
    const patience = new AbortController();
    await Promise.race([
      this.stopped,
      wait(STOP_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }

  private async keep(): Promise<number> {
    try {
      const dead = await this.jobs.bury();
      this.name(dead);
      this.turn += 1;
      if (this.turn % CLEAN_EVERY === 1) this.deadCount = await this.jobs.clean();
    } catch {
      // The database is away: whoever needs it says so.
    }
    return BURY_MS;
  }

  /** Once for each, with what an operator needs to find it, and nothing of what it says. */
  private name(dead: DeadJob[]): void {
    this.deadCount += dead.length;
    for (const { id, topic, error } of dead) this.log.error({ job: id, topic, reason: error }, 'A job was given up.');
  }
}
