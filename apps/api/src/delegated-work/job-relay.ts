import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { growingRest, type Rest, WakefulWork } from '../common/wakeful-work.js';
import { JobBoard } from '../outbox/job-board.js';
import { JOB_QUEUE, type JobQueue } from './job-queue.js';
import { NewTextsRepository } from './new-texts.repository.js';

/** Messages of this long are published together: a few commits a second, however many are sent. */
const GATHER_MS = 100;
/** Between looks at all rooms: for what a process left that is gone. */
const SWEEP_MS = 2_000;
/** Rooms of one look, and rooms that may be noted; any more are found by the next sweep. */
const MOST_ROOMS = 20;
const MOST_NOTED = 1_000;
const LONGEST_REST_MS = 30_000;

/** Publishes new texts to the queue; any number of them may run on any number of nodes. */
@Injectable()
export class JobRelay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly work = new WakefulWork(() => this.step(), GATHER_MS);
  private readonly stopping = new AbortController();
  private readonly noted = new Set<string>();
  private sweepAt = 0;
  private failures = 0;

  constructor(
    private readonly texts: NewTextsRepository,
    private readonly board: JobBoard,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue | null,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.queue) return;
    this.board.onTextChanged((roomId) => this.note(roomId));
    this.work.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.work.stop();
    this.queue?.close();
  }

  /** Part of every send: one entry of a set, and the timer that everybody shares. */
  private note(roomId: string): void {
    if (this.noted.size < MOST_NOTED) this.noted.add(roomId);
    this.work.wake();
  }

  private async step(): Promise<Rest> {
    const { queue } = this;
    if (!queue) return { ms: SWEEP_MS };
    const startedAt = performance.now();
    const isSweep = startedAt >= this.sweepAt;
    const rooms = isSweep ? null : [...this.noted].slice(0, MOST_ROOMS);
    for (const roomId of rooms ?? []) this.noted.delete(roomId);
    try {
      const hasMore = rooms?.length === 0 ? false : await this.texts.publishNext(rooms, queue, this.stopping.signal);
      if (this.failures > 0) this.log.info('New texts are published again.');
      this.failures = 0;
      if (isSweep && !hasMore) this.sweepAt = performance.now() + SWEEP_MS * (1 + Math.random() / 2);
      if (hasMore) for (const roomId of rooms ?? []) this.noted.add(roomId);
      // As long again as it took, so that most of the database is left to sends.
      if (hasMore || this.noted.size > 0) return { ms: performance.now() - startedAt };
      return { ms: Math.max(0, this.sweepAt - performance.now()) };
    } catch (error) {
      return this.fail(error);
    }
  }

  /** Nothing is lost: the cursors have not moved, and a sweep finds every room. */
  private fail(error: unknown): Rest {
    this.failures += 1;
    this.sweepAt = 0;
    // The database is away: whoever needs it says so. The queue is nobody else's business, so it is named, once.
    if (this.failures === 1 && !(error instanceof DomainError) && !this.stopping.signal.aborted)
      this.log.warn(describeError(error), 'New texts could not be published; they wait.');
    return { ms: growingRest(this.failures, 500, LONGEST_REST_MS), isFirm: true };
  }
}
