import { Inject, Injectable } from '@nestjs/common';
import { KEY_VALUE_STORE, type KeyValueStore } from '../cache/key-value-store.js';
import { EventLoopWatch } from '../common/event-loop-watch.js';
import { SingleFlight } from '../common/single-flight.js';
import { Database } from '../database/database.js';
import { findUnsafeSettings } from '../database/data-source.js';
import { EmbeddedJobs } from '../delegated-work/embedded-jobs.js';
import { DrainService } from '../gateway/drain.service.js';

/** Of the database, in a row. */
const MOST_FAILED_PROBES = 2;

/** Whether this process should be sent requests, with a line per dependency. */
@Injectable()
export class HealthService {
  private readonly probes = new SingleFlight<string>();
  private failedProbes = 0;

  constructor(
    private readonly database: Database,
    private readonly drain: DrainService,
    private readonly jobs: EmbeddedJobs,
    private readonly loop: EventLoopWatch,
    @Inject(KEY_VALUE_STORE) private readonly store: KeyValueStore,
  ) {}

  async check(): Promise<{ isReady: boolean; lines: string[] }> {
    const [database, cache] = await Promise.all([
      this.probes.run('database', () => this.checkDatabase()),
      this.checkCache(),
    ]);
    const isLeaving = this.drain.isLeaving;
    const isBehind = this.loop.isBehind;
    return {
      isReady: database.startsWith('ok') && !isLeaving && !isBehind,
      lines: [
        `node: ${isLeaving ? 'leaving' : 'ok'}`,
        `event loop: ${isBehind ? 'behind' : 'ok'}`,
        `database: ${database}`,
        `cache: ${cache}`,
        `work: ${this.jobs.describe()}`,
      ],
    };
  }

  /**
   * A database that could lose what was acknowledged is not ready (guarantee G1); one that did not answer once may only
   * have been slow (G9).
   */
  private async checkDatabase(): Promise<string> {
    try {
      const unsafe = await findUnsafeSettings(this.database.dataSource);
      this.failedProbes = 0;
      return unsafe.length === 0 ? 'ok' : `not durable (${unsafe.join(', ')})`;
    } catch {
      this.failedProbes += 1;
      return this.failedProbes < MOST_FAILED_PROBES ? 'ok (did not answer once)' : 'away';
    }
  }

  /** The cache only makes things faster, so its absence is named and changes nothing. */
  private async checkCache(): Promise<string> {
    if (this.store.driver === 'memory') return 'ok (in this process)';
    try {
      await this.store.ping();
      return 'ok';
    } catch {
      return 'away (slower, still right)';
    }
  }
}
