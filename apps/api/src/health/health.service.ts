import { Inject, Injectable } from '@nestjs/common';
import { KEY_VALUE_STORE, type KeyValueStore } from '../cache/key-value-store.js';
import { Database } from '../database/database.js';
import { findUnsafeSettings } from '../database/data-source.js';
import { EmbeddedJobs } from '../delegated-work/embedded-jobs.js';
import { DrainService } from '../gateway/drain.service.js';

/** Whether this process should be sent requests, with a line per dependency. */
@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly drain: DrainService,
    private readonly jobs: EmbeddedJobs,
    @Inject(KEY_VALUE_STORE) private readonly store: KeyValueStore,
  ) {}

  async check(): Promise<{ isReady: boolean; lines: string[] }> {
    const [database, cache] = await Promise.all([this.checkDatabase(), this.checkCache()]);
    const node = this.drain.isDraining ? 'node: leaving' : 'node: ok';
    return {
      isReady: database === 'ok' && !this.drain.isDraining,
      lines: [node, `database: ${database}`, `cache: ${cache}`, `work: ${this.jobs.describe()}`],
    };
  }

  /** A database that could lose what was acknowledged is not ready (guarantee G1). */
  private async checkDatabase(): Promise<string> {
    try {
      const unsafe = await findUnsafeSettings(this.database.dataSource);
      return unsafe.length === 0 ? 'ok' : `not durable (${unsafe.join(', ')})`;
    } catch {
      return 'away';
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
