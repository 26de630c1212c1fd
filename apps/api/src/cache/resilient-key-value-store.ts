import { CircuitBreaker } from '../common/circuit-breaker.js';
import type { KeyValueStore, RecentAppend, RecentList, TokenAnswer, TokenBucket } from './key-value-store.js';
import { ListDoubts } from './list-doubts.js';
import { MemoryKeyValueStore } from './memory-key-value-store.js';

const MOST_OWED = 10_000;
/** Two time-outs in a row are what a request may be slowed by (guarantee G8). */
const MOST_FAILURES = 2;
/** A store that refused nothing for so long takes what it is given. */
const WELL_MS = 3_000;

/** Hears of a store that goes and comes back, once each. */
export interface StoreNews {
  away(isAway: boolean, error?: unknown): void;
  /** It answers, and takes nothing: out of memory, or only to be read. */
  refusing(isRefusing: boolean, error?: unknown): void;
}
/** Longest life of a list in the store. */
const LIST_LIFE_MS = 3_600_000;

/**
 * Makes any failure of the store look like a miss: reads give null, writes are dropped, the limiter counts per node.
 * A removal that failed is owed and made good before the store is read again, so that a revoked session cannot come back
 * to life with a recovered Redis.
 */
export class ResilientKeyValueStore implements KeyValueStore {
  private readonly breaker: CircuitBreaker;
  private readonly perNode = new MemoryKeyValueStore();
  private readonly owedRemovals = new Set<string>();
  private readonly doubts = new ListDoubts();

  private isRefusing = false;
  private refusedAt = 0;

  constructor(
    private readonly inner: KeyValueStore,
    private readonly news: StoreNews,
  ) {
    const onChange = (isAway: boolean, error?: unknown): void => {
      this.doubts.suspectAll(LIST_LIFE_MS);
      news.away(isAway, error);
    };
    this.breaker = new CircuitBreaker({ failures: MOST_FAILURES, openMs: 1_000, onChange });
  }

  get driver(): 'redis' | 'memory' {
    return this.inner.driver;
  }

  get isAway(): boolean {
    return this.breaker.isOpen;
  }

  /** The store can be reached again: the next request finds out whether it answers. */
  retryNow(): void {
    this.breaker.retryNow();
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

  async readRecent(key: string, count: number): Promise<RecentList | null> {
    if (this.doubts.isOwing) await this.attempt(() => this.doubts.pay(this.inner));
    return this.doubts.isDoubtful(key) ? null : this.read(key, () => this.inner.readRecent(key, count));
  }

  appendRecent(key: string, append: RecentAppend, keep: number, lifeMs: number): Promise<void> {
    const { toVersion } = append;
    return this.change(key, { version: toVersion, lifeMs }, () => this.inner.appendRecent(key, append, keep, lifeMs));
  }

  async replaceRecent(key: string, list: RecentList, lifeMs: number): Promise<void> {
    if (await this.isDone(() => this.inner.replaceRecent(key, list, lifeMs))) this.doubts.believe(key);
  }

  dropRecent(key: string, version: number, lifeMs: number): Promise<void> {
    return this.change(key, { version, lifeMs }, () => this.inner.dropRecent(key, version, lifeMs));
  }

  async takeToken(key: string, bucket: TokenBucket): Promise<TokenAnswer> {
    try {
      return await this.write(() => this.inner.takeToken(key, bucket));
    } catch {
      return this.perNode.takeToken(key, bucket);
    }
  }

  async ping(): Promise<void> {
    await this.breaker.run(() => this.inner.ping());
    if (this.doubts.isOwing) await this.attempt(() => this.doubts.pay(this.inner));
  }

  async close(): Promise<void> {
    await this.inner.close();
  }

  /** A change of a list that must not be missing from it unnoticed. */
  private async change(
    key: string,
    { version, lifeMs }: { version: number; lifeMs: number },
    work: () => Promise<void>,
  ): Promise<void> {
    if (await this.isDone(work)) this.doubts.believe(key);
    else this.doubts.owe(key, version, lifeMs);
  }

  private async isDone(work: () => Promise<void>): Promise<boolean> {
    let isDone = false;
    await this.attempt(async () => {
      await work();
      isDone = true;
    });
    return isDone;
  }

  private async read<Value>(key: string, work: () => Promise<Value | null>): Promise<Value | null> {
    try {
      if (this.owedRemovals.size > 0) await this.payOwed();
      return await this.run(work);
    } catch {
      void this.run(() => this.inner.remove([key])).catch(() => undefined);
      return null;
    }
  }

  private async payOwed(): Promise<void> {
    const keys = [...this.owedRemovals];
    await this.run(() => this.inner.remove(keys));
    for (const key of keys) this.owedRemovals.delete(key);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    await this.write(work).catch(() => undefined);
  }

  /** A change, which tells whether the store takes any. */
  private async write<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      const value = await this.run(work);
      // A full store takes what makes nothing longer: one success does not mean that it is well.
      if (this.isRefusing && performance.now() - this.refusedAt > WELL_MS) this.noteRefusing(false);
      return value;
    } catch (error) {
      if (isRefusal(error)) this.noteRefusing(true, error);
      throw error;
    }
  }

  /** An answer that is no use is an answer: a key of the wrong type must not keep anybody from all other keys. */
  private async run<Value>(work: () => Promise<Value>): Promise<Value> {
    const outcome = await this.breaker.run(async () => {
      try {
        return { value: await work() };
      } catch (error) {
        if (isAnswer(error)) return { error };
        throw error;
      }
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private noteRefusing(isRefusing: boolean, error?: unknown): void {
    if (isRefusing) this.refusedAt = performance.now();
    if (this.isRefusing === isRefusing) return;
    this.isRefusing = isRefusing;
    this.news.refusing(isRefusing, error);
  }
}

/** What the server itself said, or a value that is not one of ours. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ReplyError' || error.name === 'ZodError');
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError' && !error.message.startsWith('WRONGTYPE');
}
