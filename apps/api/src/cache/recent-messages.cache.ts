import { Inject, Injectable } from '@nestjs/common';
import { limits } from '@tertulia/contract';
import { KEY_VALUE_STORE, type KeyValueStore, type RecentAppend, type RecentList } from './key-value-store.js';

/** An hour: rooms that are read stay, rooms that nobody opens leave. The content is right at any age, see README. */
const LIFE_MS = 3_600_000;

const key = (roomId: string) => `recent:${roomId}`;

/** The last ten messages of each room: a FIFO list that is always a contiguous end of the room's log. */
@Injectable()
export class RecentMessagesCache {
  readonly looks = { hit: 0, miss: 0 };
  /** Versions that this node has seen committed; an older list is ignored (guarantee G7). */
  private readonly known = new Map<string, number>();

  constructor(@Inject(KEY_VALUE_STORE) private readonly store: KeyValueStore) {}

  async read(roomId: string, count: number): Promise<RecentList | null> {
    const list = await this.store.readRecent(key(roomId), count);
    const fresh = list && list.version >= this.knownVersion(roomId) ? list : null;
    this.looks[fresh ? 'hit' : 'miss'] += 1;
    return fresh;
  }

  /** The version that this node has seen committed; 0 for a room it has not. */
  knownVersion(roomId: string): number {
    return this.known.get(roomId) ?? 0;
  }

  /** Adds messages that were just committed. Not awaited by the write path: `known` keeps this node honest meanwhile. */
  append(roomId: string, append: RecentAppend): Promise<void> {
    this.noteVersion(roomId, append.toVersion);
    return this.store.appendRecent(key(roomId), append, limits.recentMessages, LIFE_MS);
  }

  /** A message was changed: the list must be read anew. */
  drop(roomId: string, version: number): Promise<void> {
    this.noteVersion(roomId, version);
    return this.store.dropRecent(key(roomId), version, LIFE_MS);
  }

  /** Puts in what was read from the database; from then on this node shows nothing older. */
  refill(roomId: string, list: RecentList): Promise<void> {
    this.noteVersion(roomId, list.version);
    return this.store.replaceRecent(key(roomId), list, LIFE_MS);
  }

  /** Removes the list altogether, when something that it shows changed without a version (an author's name). */
  forget(roomIds: string[]): Promise<void> {
    return this.store.remove(roomIds.map(key));
  }

  /** Remembers that a room has reached a version. Bounded: beyond 20,000 rooms the oldest is forgotten. */
  noteVersion(roomId: string, version: number): void {
    if ((this.known.get(roomId) ?? 0) >= version) return;
    this.known.delete(roomId);
    this.known.set(roomId, version);
    if (this.known.size <= 20_000) return;
    for (const oldest of this.known.keys()) {
      this.known.delete(oldest);
      return;
    }
  }
}
