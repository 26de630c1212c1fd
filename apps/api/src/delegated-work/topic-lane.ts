import type { JobTopic } from '@tertulia/contract';
import { growingRest, type Rest, WakefulWork } from '../common/wakeful-work.js';
import type { EmbeddedWorker } from './embedded-worker.js';
import type { Gate } from './gate.js';
import type { ClaimedJob, DeadJob, JobsRepository } from './jobs.repository.js';
import { failedOf, toQueueEvent } from './queue-event.js';
import { WorkerGoneError } from './worker-child.js';

/** Between looks while nothing is due and nobody wakes. */
const REST_MS = 1_000;
const GATHER_MS = 5;
const LONGEST_REST_MS = 30_000;
/** A job that failed rests this long, then five times as long, and so on: a minute's outage is not its death. */
const FIRST_DELAY_MS = 1_000;
const DELAY_FACTOR = 5;
/** A job whose worker ended beside it comes again at once. */
const RELEASE_MS = 200;
/** Beyond the time that the worker has: for waiting at the gate before, and for what is written afterwards. */
const LEASE_MARGIN_MS = 30_000;

export interface LaneRules {
  topic: JobTopic;
  /** Jobs of one event. */
  batch: number;
  /** The worker is ended when it takes longer for an event. */
  timeoutMs: number;
}

/** Takes the jobs of one topic, one event after the other, so that no topic waits for the queue of another. */
export class TopicLane {
  private readonly work = new WakefulWork(() => this.step(), GATHER_MS);
  private failures = 0;

  constructor(
    readonly rules: LaneRules,
    private readonly jobs: JobsRepository,
    private readonly worker: EmbeddedWorker,
    /** Shared with the other lanes of the same worker. */
    private readonly gate: Gate,
    private readonly onDead: (dead: DeadJob[]) => void,
  ) {}

  start(): void {
    this.work.start();
  }

  wake(): void {
    this.work.wake();
  }

  stop(): Promise<void> {
    return this.work.stop();
  }

  private async step(): Promise<Rest> {
    // What nobody could do would only be counted as received.
    const { topic, batch, timeoutMs } = this.rules;
    if (!this.worker.isOpenFor(topic)) return { ms: REST_MS };
    try {
      const claimed = await this.jobs.claim(topic, batch, timeoutMs + LEASE_MARGIN_MS);
      this.failures = 0;
      if (claimed.length === 0) return { ms: REST_MS * (1 + Math.random() / 2) };
      // What may have ended its worker before is tried with nothing else at stake: then it is clear what did.
      const isSuspect = claimed.some(({ receives }) => receives > 1);
      if (isSuspect) await this.gate.alone(() => this.handle(claimed));
      else await this.gate.together(() => this.handle(claimed));
      return { ms: 0 };
    } catch {
      // The database is away: whoever needs it says so, and what was in hand is there again after its lease.
      this.failures += 1;
      return { ms: growingRest(this.failures, 500, LONGEST_REST_MS), isFirm: true };
    }
  }

  private async handle(claimed: ClaimedJob[]): Promise<void> {
    const { topic, timeoutMs } = this.rules;
    let answer: unknown;
    try {
      answer = await this.worker.ask(topic, toQueueEvent(topic, claimed), timeoutMs);
    } catch (error) {
      const isInnocent = error instanceof WorkerGoneError && !(error.isToBlame && claimed.length === 1);
      if (isInnocent) await this.jobs.release(claimed, RELEASE_MS * (1 + Math.random()));
      else await this.fail(claimed, error instanceof Error ? error.message : String(error));
      return;
    }
    const failed = failedOf(claimed, answer);
    const done = claimed.filter(({ id }) => !failed.has(id));
    if (done.length > 0) await this.jobs.finish(done.map(({ id }) => id));
    if (failed.size > 0) {
      await this.fail(
        claimed.filter(({ id }) => failed.has(id)),
        'Its handler wants it again.',
      );
    }
  }

  private async fail(failed: readonly ClaimedJob[], error: string): Promise<void> {
    const delayed = failed.map(({ id, receives }) => ({
      id,
      receives,
      delayMs: FIRST_DELAY_MS * DELAY_FACTOR ** (receives - 1) * (0.75 + Math.random() / 2),
    }));
    this.onDead(await this.jobs.fail(delayed, error.slice(0, 300)));
  }
}
