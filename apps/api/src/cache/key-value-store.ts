/** The newest messages of a room as the cache keeps them, newest first, with the room version that they show. */
export interface RecentList {
  version: number;
  entries: string[];
}

/** A step from one room version to another that only added messages. */
export interface RecentAppend {
  fromVersion: number;
  toVersion: number;
  /** Oldest first. */
  entries: string[];
}

export interface TokenBucket {
  capacity: number;
  refillPerSecond: number;
}

export interface TokenAnswer {
  allowed: boolean;
  retryAfterMs: number;
}

/**
 * What the cache and the limiter need of a key-value server, and nothing else. Two drivers, Redis and memory, pass one
 * contract suite. Nothing kept here is the only copy of anything.
 */
export interface KeyValueStore {
  readonly driver: 'redis' | 'memory';

  getText(key: string): Promise<string | null>;
  setText(key: string, value: string, lifeMs: number): Promise<void>;
  /** Reads all fields and starts the expiry anew; null when there is no such hash. */
  getHash(key: string, lifeMs: number): Promise<Record<string, string> | null>;
  setHash(key: string, fields: Record<string, string>, lifeMs: number): Promise<void>;
  remove(keys: string[]): Promise<void>;

  /** The list, or null when it is absent or only marks a version. */
  readRecent(key: string, count: number): Promise<RecentList | null>;
  /** Adds to the list if it stands at exactly `fromVersion`, keeping the newest `keep`; otherwise drops an older list. */
  appendRecent(key: string, append: RecentAppend, keep: number, lifeMs: number): Promise<void>;
  /** Sets the list unless the key already stands at a later version. */
  replaceRecent(key: string, list: RecentList, lifeMs: number): Promise<void>;
  /** Drops a list older than `version` and remembers the version, so that a late refill cannot bring it back. */
  dropRecent(key: string, version: number, lifeMs: number): Promise<void>;

  /** Takes one token of a bucket that refills continuously (GCRA). */
  takeToken(key: string, bucket: TokenBucket): Promise<TokenAnswer>;

  /** Whether the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Token under which the store is injected. */
export const KEY_VALUE_STORE = Symbol('KEY_VALUE_STORE');
