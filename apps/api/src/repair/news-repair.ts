import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { type Moment, NEWS_MINUTES, type NewsEntry, NewsRepository } from './news.repository.js';
import { NewsTeller } from './news-teller.js';

const TICK_MS = 700;
/** How often the log is read while nodes tell each other; every tick otherwise. */
const LOOK_MS = 4_000;
/** What is younger is still on its way from the node that wrote it. */
const PATIENCE_MS = 1_000;
const REMOVE_MS = 60_000;
/** Of rooms that were written to since the last look, with time to spare for a transaction that took long. */
const WRITTEN_SPARE_SECONDS = 8;
/** Kept for a later tick; a node that has more of them is too late for patience. */
const MOST_WAITING = 20_000;

/**
 * Finds in the database what people on this node were to be told and were not: the node that should have told them died after
 * its commit, or nodes could not hear each other. What was told is not told again.
 */
@Injectable()
export class NewsRepair implements OnApplicationShutdown {
  private readonly work = new SteadyWork(() => this.step());
  private since: Moment | undefined;
  private lookedAt = performance.now();
  private turnedAt = 0;
  private removedAt = performance.now();
  private waiting: { entry: NewsEntry; dueAt: number; keptAt: number }[] = [];

  constructor(
    private readonly news: NewsRepository,
    private readonly teller: NewsTeller,
    private readonly emitter: RealtimeEmitter,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.work.start(0);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  private async step(): Promise<number> {
    try {
      const isAlone = !this.emitter.isHeard;
      // The first look is at once: what is written before it is not looked for.
      if (isAlone || !this.since || performance.now() - this.lookedAt >= LOOK_MS) await this.look();
      await this.settle(isAlone);
      if (performance.now() - this.removedAt >= REMOVE_MS) await this.removeOld();
    } catch (error) {
      // The database is away; the next look reads from where the last one ended.
      if (!(error instanceof DomainError))
        this.log.error(describeError(error), 'What people were told was not repaired.');
    }
    return TICK_MS;
  }

  private async look(): Promise<void> {
    const from = this.since;
    const elapsed = performance.now() - this.lookedAt;
    const now = await this.news.now();
    if (from && this.isLost(from, now, elapsed)) this.startAgain();
    else if (from) {
      for await (const page of this.news.between(from, now)) this.keep(page);
      await this.findCounts(elapsed);
    }
    this.since = now;
    this.lookedAt = performance.now();
    if (this.lookedAt - this.turnedAt < LOOK_MS) return;
    // What waits for a database that was away meanwhile must still be known to have been told.
    if (this.waiting.some(({ keptAt }) => keptAt <= this.turnedAt)) return;
    this.turnedAt = this.lookedAt;
    this.teller.turn();
  }

  private keep(page: NewsEntry[]): void {
    const now = performance.now();
    for (const entry of page) this.waiting.push({ entry, dueAt: now + PATIENCE_MS - entry.age, keptAt: now });
  }

  /** The log does not reach back to the last look, or it is that of a database which was put back. */
  private isLost(from: Moment, now: Moment, elapsed: number): boolean {
    return now.end < from.end || elapsed > (NEWS_MINUTES * 60_000) / 2;
  }

  /** Nobody can say what was missed: everybody here connects anew, and with that reads everything anew. */
  private startAgain(): void {
    this.log.warn({}, 'This node was away for longer than the log of news lasts; its sockets connect anew.');
    this.waiting = [];
    this.teller.dropAll();
  }

  private async settle(isAlone: boolean): Promise<void> {
    const now = performance.now();
    const isDue = isAlone || this.waiting.length > MOST_WAITING ? () => true : (dueAt: number) => dueAt <= now;
    const due = this.waiting.filter(({ dueAt }) => isDue(dueAt)).map(({ entry }) => entry);
    if (due.length === 0) return;
    await this.teller.tell(due);
    this.waiting = this.waiting.filter(({ dueAt }) => !isDue(dueAt));
  }

  /** New messages write no news: the counts of a room are told when it was written to and no change of it came. */
  private async findCounts(elapsed: number): Promise<void> {
    const seconds = elapsed / 1_000 + WRITTEN_SPARE_SECONDS;
    this.keep((await this.news.findWritten(seconds)).map(({ roomId, version }) => countsEntry(roomId, version)));
  }

  private async removeOld(): Promise<void> {
    this.removedAt = performance.now();
    while (await this.news.removeOld());
  }
}

function countsEntry(roomId: string, value: number): NewsEntry {
  return { id: 0, kind: 'counts', userId: null, roomId, subjectId: null, value, known: null, age: 0 };
}
