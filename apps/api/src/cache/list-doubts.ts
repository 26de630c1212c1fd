import type { KeyValueStore } from './key-value-store.js';

/** Rooms whose lists are owed a change; beyond it the oldest is forgotten, and the next write to the room mends its list. */
const MOST_OWED = 10_000;
const MOST_BELIEVED = 20_000;
/** Paid at once, in one round trip. */
const MOST_PAID = 200;

interface OwedDrop {
  version: number;
  lifeMs: number;
}

/**
 * Which lists of a shared cache may be older than the database because changes did not get there. What this node could not
 * write is owed: the list is dropped as soon as the store takes it, for the nodes that know of nothing. After an outage no
 * list is believed before this node has read the room from the database once, since others may have written meanwhile.
 */
export class ListDoubts {
  private readonly owed = new Map<string, OwedDrop>();
  private readonly believed = new Set<string>();
  private suspectUntil = 0;

  constructor(private readonly now: () => number = Date.now) {}

  get isOwing(): boolean {
    return this.owed.size > 0;
  }

  /** A change of the list did not reach the store. */
  owe(key: string, version: number, lifeMs: number): void {
    const before = this.owed.get(key)?.version ?? 0;
    this.owed.delete(key);
    this.owed.set(key, { version: Math.max(before, version), lifeMs });
    this.believed.delete(key);
    if (this.owed.size > MOST_OWED) dropOldest(this.owed);
  }

  /** Drops the lists that are owed, or removes what cannot be a list of ours; those that fail stay so. */
  async pay(store: Pick<KeyValueStore, 'dropRecent' | 'remove'>): Promise<void> {
    const due = [...this.owed].slice(0, MOST_PAID);
    await Promise.all(
      due.map(async ([key, drop]) => {
        await store.dropRecent(key, drop.version, drop.lifeMs).catch(() => store.remove([key]));
        if (this.owed.get(key) === drop) this.owed.delete(key);
      }),
    );
  }

  /** The store was away; lists that it has kept live for at most `lifeMs` from now. */
  suspectAll(lifeMs: number): void {
    this.suspectUntil = this.now() + lifeMs;
    this.believed.clear();
  }

  /** The list was written by this node, from the database or as a change of its own. */
  believe(key: string): void {
    if (this.now() >= this.suspectUntil) return;
    this.believed.add(key);
    if (this.believed.size > MOST_BELIEVED) dropOldest(this.believed);
  }

  isDoubtful(key: string): boolean {
    return this.owed.has(key) || (this.now() < this.suspectUntil && !this.believed.has(key));
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>): void {
  for (const key of kept.keys()) {
    kept.delete(key);
    return;
  }
}
