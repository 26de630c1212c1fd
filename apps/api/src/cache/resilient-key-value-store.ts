import { CircuitBreaker } from '../common/circuit-breaker.js';
import type { KeyValueStore, RecentAppend, RecentList, TokenAnswer, TokenBucket } from './key-value-store.js';
import { MemoryKeyValueStore } from './memory-key-value-store.js';

const MOST_OWED = 10_000;

/**
 * Makes any failure of the store look like a miss: reads give null, writes are dropped, the limiter counts per node.
 * A removal that failed is owed and made good before the store is read again, so that a revoked session cannot come back
 * to life with a recovered Redis.
 */
export class ResilientKeyValueStore implements KeyValueStore {
  private readonly breaker: CircuitBreaker;
  private readonly perNode = new MemoryKeyValueStore();
  private readonly owedRemovals = new Set<string>();

  constructor(
    private readonly inner: KeyValueStore,
    onChange: (isAway: boolean) => void,
  ) {
    this.breaker = new CircuitBreaker({ failures: 3, openMs: 1_000, onChange });
  }

  get driver(): 'redis' | 'memory' {
    return this.inner.driver;
  }

  get isAway(): boolean {
    return this.breaker.isOpen;
  }

  getText(key: string): Promise<string | null> {
    return this.read(key, () => this.inner.getText(key));
  }

  setText(key: string, value: string, lifeMs: number): Promise<void> {
    return this.attempt(() => this.inner.setText(key, value, lifeMs));
  }

  getHash(key: string, lifeMs: number): Promise<Record<string, string> | null> {
    return this.read(key, () => this.inner.getHash(key, lifeMs));
  }

  setHash(key: string, fields: Record<string, string>, lifeMs: number): Promise<void> {
    return this.attempt(() => this.inner.setHash(key, fields, lifeMs));
  }

  async remove(keys: string[]): Promise<void> {
    for (const key of keys) if (this.owedRemovals.size < MOST_OWED) this.owedRemovals.add(key);
    await this.payOwed().catch(() => undefined);
  }

  readRecent(key: string, count: number): Promise<RecentList | null> {
    return this.read(key, () => this.inner.readRecent(key, count));
  }

  appendRecent(key: string, append: RecentAppend, keep: number, lifeMs: number): Promise<void> {
    return this.attempt(() => this.inner.appendRecent(key, append, keep, lifeMs));
  }

  replaceRecent(key: string, list: RecentList, lifeMs: number): Promise<void> {
    return this.attempt(() => this.inner.replaceRecent(key, list, lifeMs));
  }

  dropRecent(key: string, version: number, lifeMs: number): Promise<void> {
    return this.attempt(() => this.inner.dropRecent(key, version, lifeMs));
  }

  async takeToken(key: string, bucket: TokenBucket): Promise<TokenAnswer> {
    try {
      return await this.breaker.run(() => this.inner.takeToken(key, bucket));
    } catch {
      return this.perNode.takeToken(key, bucket);
    }
  }

  async ping(): Promise<void> {
    await this.breaker.run(() => this.inner.ping());
  }

  async close(): Promise<void> {
    await this.inner.close();
  }

  private async read<Value>(key: string, work: () => Promise<Value | null>): Promise<Value | null> {
    try {
      if (this.owedRemovals.size > 0) await this.payOwed();
      return await this.breaker.run(work);
    } catch {
      void this.attempt(() => this.inner.remove([key]));
      return null;
    }
  }

  private async payOwed(): Promise<void> {
    const keys = [...this.owedRemovals];
    await this.breaker.run(() => this.inner.remove(keys));
    for (const key of keys) this.owedRemovals.delete(key);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    await this.breaker.run(work).catch(() => undefined);
  }
}
