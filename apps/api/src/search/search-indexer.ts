import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { SearchIndexRepository } from './search-index.repository.js';

const BATCH = 500;
/** Between looks while nothing is left to do. */
const REST_MS = 1_000;
/** A batch is followed by a rest this many times as long, so that most of the database is left to sends. */
const PAUSE_RATIO = 3;

/** Keeps the search index close behind the messages, at a pace that leaves most of the database to sends. */
@Injectable()
export class SearchIndexer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly work = new SteadyWork(() => this.step());

  constructor(
    private readonly index: SearchIndexRepository,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.work.start(REST_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  /** @returns after how long to go on. */
  private async step(): Promise<number> {
    const startedAt = performance.now();
    try {
      const { more } = await this.index.indexNext(BATCH);
      if (!more) return REST_MS;
    } catch (error) {
      // The database is away: whoever needs it says so, and what is missing is indexed later.
      if (!(error instanceof DomainError)) this.log.error(describeError(error), 'The search index could not be kept.');
      return REST_MS;
    }
    return (performance.now() - startedAt) * PAUSE_RATIO;
  }
}
