import type { KeyValueStore, RecentAppend, RecentList, TokenAnswer, TokenBucket } from './key-value-store.js';
import { nextArrival } from './token-bucket.js';

type Value =
  | { kind: 'text'; text: string }
  | { kind: 'hash'; fields: Record<string, string> }
  | { kind: 'recent'; list: RecentList }
  | { kind: 'bucket'; arrival: number };

interface Slot {
  value: Value;
  expiresAt: number;
}

const MOST_KEYS = 50_000;

/** Keys in this process: for one node, and for the limiter while Redis is away. Holds at most 50,000 keys, oldest out first. */
export class MemoryKeyValueStore implements KeyValueStore {
  readonly driver = 'memory';
  private readonly slots = new Map<string, Slot>();

  constructor(private readonly now: () => number = Date.now) {}

  async getText(key: string): Promise<string | null> {
    const value = this.read(key);
    return value?.kind === 'text' ? value.text : null;
  }

  async setText(key: string, text: string, lifeMs: number): Promise<void> {
    this.write(key, { kind: 'text', text }, lifeMs);
  }

  async getHash(key: string, lifeMs: number): Promise<Record<string, string> | null> {
    const value = this.read(key);
    if (value?.kind !== 'hash') return null;
    this.write(key, value, lifeMs);
    return value.fields;
  }

  async setHash(key: string, fields: Record<string, string>, lifeMs: number): Promise<void> {
    this.write(key, { kind: 'hash', fields: { ...fields } }, lifeMs);
  }

  async remove(keys: string[]): Promise<void> {
    for (const key of keys) this.slots.delete(key);
  }

  async readRecent(key: string, count: number): Promise<RecentList | null> {
    const list = this.recent(key);
    if (!list || list.entries.length === 0) return null;
    return { version: list.version, entries: list.entries.slice(0, count) };
  }

  async appendRecent(key: string, append: RecentAppend, keep: number, lifeMs: number): Promise<void> {
    const list = this.recent(key);
    if (list && list.version === append.fromVersion && list.entries.length > 0) {
      const newest = append.entries.slice(-keep).reverse();
      const entries = [...newest, ...list.entries].slice(0, keep);
      this.write(key, { kind: 'recent', list: { version: append.toVersion, entries } }, lifeMs);
    } else {
      await this.dropRecent(key, append.toVersion, lifeMs);
    }
  }

  async replaceRecent(key: string, list: RecentList, lifeMs: number): Promise<void> {
    if ((this.recent(key)?.version ?? -1) > list.version) return;
    this.write(key, { kind: 'recent', list: { version: list.version, entries: [...list.entries] } }, lifeMs);
  }

  async dropRecent(key: string, version: number, lifeMs: number): Promise<void> {
    if ((this.recent(key)?.version ?? -1) >= version) return;
    this.write(key, { kind: 'recent', list: { version, entries: [] } }, lifeMs);
  }

  async takeToken(key: string, bucket: TokenBucket): Promise<TokenAnswer> {
    const now = this.now();
    const value = this.read(key);
    const step = nextArrival(value?.kind === 'bucket' ? value.arrival : 0, now, bucket);
    if (step.allowed) this.write(key, { kind: 'bucket', arrival: step.arrival }, step.arrival - now + 1);
    return { allowed: step.allowed, retryAfterMs: step.retryAfterMs };
  }

  async ping(): Promise<void> {
    return undefined;
  }

  async close(): Promise<void> {
    this.slots.clear();
  }

  private recent(key: string): RecentList | undefined {
    const value = this.read(key);
    return value?.kind === 'recent' ? value.list : undefined;
  }

  private read(key: string): Value | undefined {
    const slot = this.slots.get(key);
    if (!slot) return undefined;
    if (slot.expiresAt > this.now()) return slot.value;
    this.slots.delete(key);
    return undefined;
  }

  private write(key: string, value: Value, lifeMs: number): void {
    this.slots.delete(key);
    this.slots.set(key, { value, expiresAt: this.now() + lifeMs });
    if (this.slots.size <= MOST_KEYS) return;
    for (const oldest of this.slots.keys()) {
      this.slots.delete(oldest);
      return;
    }
  }
}
