import { Injectable } from '@nestjs/common';
import type { MessagePage } from '@tertulia/contract';
import * as z from 'zod';
import { messageSchema } from '@tertulia/contract';
import { RecentMessagesCache } from '../cache/recent-messages.cache.js';
import type { RecentAppend, RecentList } from '../cache/key-value-store.js';
import type { RoomSnapshot } from './messages.repository.js';
import { isSeenAlike, presentMessage, type StoredMessage } from './stored-message.js';

/** Entries of the cache: `=` and the JSON that every viewer sees, or `~` and the stored form of one that they see differently. */
const SHARED = '=';
const PERSONAL = '~';
const MOST_TRUSTED = 20_000;
const MOST_PAGES = 1_000;

interface KeptPage {
  limit: number;
  list: RecentList;
  json: Buffer;
}

const storedSchema = z.object({
  ...messageSchema.shape,
  reactions: z.array(z.object({ emoji: z.string(), userIds: z.array(z.string()) })),
  createdVersion: z.number(),
});

/** The newest messages of a room as a page, from the cache. Keeps JSON texts as they are as long as it can. */
@Injectable()
export class RecentMessagesService {
  private readonly waiting = new Map<string, RecentAppend>();
  /** Entries that were made or checked here; anything else from the cache is looked at before it is passed on. */
  private readonly trusted = new Set<string>();
  /** The last page of each room that is the same for everybody, ready to be sent again while its list is the same. */
  private readonly pages = new Map<string, KeptPage>();
  private isScheduled = false;

  constructor(private readonly cache: RecentMessagesCache) {}

  /** The page as JSON in UTF-8, or null when the cache cannot give it. */
  async read(roomId: string, limit: number, viewerId: string): Promise<Buffer | null> {
    this.flush();
    const list = await this.cache.read(roomId, limit);
    if (!list) return null;
    const kept = this.pages.get(roomId);
    if (kept && kept.limit === limit && isSameList(kept.list, list)) return kept.json;
    const json = this.encode(list, viewerId);
    if (json && list.entries.every((entry) => entry.startsWith(SHARED))) this.keep(roomId, { limit, list, json });
    return json;
  }

  /** The version up to which this node has seen the room's changes committed. */
  knownVersion(roomId: string): number {
    return this.cache.knownVersion(roomId);
  }

  private encode(list: RecentList, viewerId: string): Buffer | null {
    const entries = list.entries.map((entry) => this.present(entry, viewerId)).reverse();
    const first = entries[0];
    const last = entries.at(-1);
    if (!first || !last || entries.some((entry) => entry === null)) return null;
    const firstSeq = seqOf(first);
    const frame: Omit<MessagePage, 'items'> = {
      firstSeq,
      lastSeq: seqOf(last),
      version: list.version,
      hasBefore: firstSeq > 1,
      hasAfter: false,
    };
    return Buffer.from(`{"items":[${entries.join(',')}],${JSON.stringify(frame).slice(1)}`);
  }

  /** Takes a message that was just committed; a turn's messages reach the cache together. */
  append(stored: StoredMessage, json: string): void {
    this.cache.noteVersion(stored.roomId, stored.version);
    const entry = this.trust(SHARED + json);
    const waiting = this.waiting.get(stored.roomId);
    if (waiting && waiting.toVersion + 1 === stored.version) {
      waiting.toVersion = stored.version;
      waiting.entries.push(entry);
    } else {
      if (waiting) this.flush();
      this.waiting.set(stored.roomId, { fromVersion: stored.version - 1, toVersion: stored.version, entries: [entry] });
    }
    this.schedule();
  }

  drop(roomId: string, version: number): void {
    this.flush();
    void this.cache.drop(roomId, version);
  }

  /** Puts in what was read from the database because the cache had nothing. */
  refill(roomId: string, snapshot: RoomSnapshot): void {
    const entries = snapshot.messages.map((message) => {
      const isShared = isSeenAlike(message);
      return this.trust(
        isShared ? SHARED + JSON.stringify(presentMessage(message, undefined)) : PERSONAL + JSON.stringify(message),
      );
    });
    void this.cache.refill(roomId, { version: snapshot.version, entries: entries.reverse() });
  }

  private keep(roomId: string, page: KeptPage): void {
    if (this.pages.size >= MOST_PAGES) this.pages.clear();
    this.pages.set(roomId, page);
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    for (const [roomId, append] of this.waiting) void this.cache.append(roomId, append);
    this.waiting.clear();
  }

  private present(entry: string, viewerId: string): string | null {
    if (entry.startsWith(SHARED)) return this.isSound(entry) ? entry.slice(1) : null;
    const stored = storedSchema.safeParse(parseJson(entry.slice(1)));
    return entry.startsWith(PERSONAL) && stored.success ? JSON.stringify(presentMessage(stored.data, viewerId)) : null;
  }

  private isSound(entry: string): boolean {
    if (this.trusted.has(entry)) return true;
    if (!messageSchema.safeParse(parseJson(entry.slice(1))).success) return false;
    this.trust(entry);
    return true;
  }

  private trust(entry: string): string {
    this.trusted.add(entry);
    if (this.trusted.size > MOST_TRUSTED) {
      for (const oldest of this.trusted) {
        this.trusted.delete(oldest);
        break;
      }
    }
    return entry;
  }
}

/** Compared by content: what is under a version may have been tampered with in a shared cache. */
function isSameList(left: RecentList, right: RecentList): boolean {
  return (
    left.version === right.version &&
    left.entries.length === right.entries.length &&
    left.entries.every((entry, index) => entry === right.entries[index])
  );
}

/** The seq of a presented message without parsing it: our own encoding puts it after two ids of fixed length. */
function seqOf(json: string): number {
  return Number(/^\{"id":"[^"]*","roomId":"[^"]*","seq":(\d+)/.exec(json)?.[1]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
