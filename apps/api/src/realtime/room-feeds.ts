import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { describeError, type Log, LOG } from '../common/log.js';
import { FanOut } from './fan-out.js';
import { encodeEvent } from './frames.js';
import type { ChangeSource, RoomChange } from './room-change.js';
import { RoomFeed } from './room-feed.js';
import { MESSAGE_BUS, type MessageBus } from './message-bus.js';

/** How long a feed waits for a late change before it reads the database. */
const HOLE_PATIENCE_MS = 40;
/** How often a position that moved is announced, and the database asked for changes that nobody told of. */
const POSITION_MS = 5_000;
/** The same while nodes cannot tell each other (guarantee G8). */
const POLL_ALONE_MS = 1_000;

/** The feeds of all rooms that somebody on this node follows. */
@Injectable()
export class RoomFeeds implements OnApplicationShutdown {
  private readonly feeds = new Map<string, RoomFeed>();
  private readonly repairing = new Set<RoomFeed>();
  private readonly repairAgain = new Set<RoomFeed>();
  private source: ChangeSource | undefined;
  private readonly timer: NodeJS.Timeout;
  /** Holes that were filled from the database. */
  repairs = 0;
  private lastAnnounced = performance.now();
  private isPolling = false;

  constructor(
    private readonly fanOut: FanOut,
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.timer = setInterval(() => void this.tick(), POLL_ALONE_MS).unref();
    // What was said while nodes did not hear each other is found at once.
    bus.onReady(() => void this.poll());
  }

  /** Registers where the truth is read; the messages module does so when it starts. */
  useSource(source: ChangeSource): void {
    this.source = source;
  }

  /** The feed of a room, made when nobody followed it before. */
  open(roomId: string): RoomFeed {
    const existing = this.feeds.get(roomId);
    if (existing) return existing;
    const feed = new RoomFeed(roomId, this.fanOut, (holed) => this.repairSoon(holed));
    this.feeds.set(roomId, feed);
    return feed;
  }

  find(roomId: string): RoomFeed | undefined {
    return this.feeds.get(roomId);
  }

  /** Forgets a feed that nobody follows any more. */
  release(feed: RoomFeed): void {
    if (feed.isIdle && this.feeds.get(feed.roomId) === feed) this.feeds.delete(feed.roomId);
  }

  offer(change: RoomChange): void {
    this.feeds.get(change.roomId)?.offer(change);
  }

  /** Sends everybody out of a room that was closed or hidden. */
  close(roomId: string): void {
    const feed = this.feeds.get(roomId);
    if (!feed) return;
    for (const member of feed.evict()) member.rooms?.delete(roomId);
    this.release(feed);
  }

  /** Sends one person out of a room, with all their sockets and streams. */
  sendOut(roomId: string, userId: string): void {
    const feed = this.feeds.get(roomId);
    if (!feed) return;
    feed.sendOut(userId);
    this.release(feed);
  }

  /** Notes that a room can only be read, or written to again. */
  setArchived(roomId: string, isArchived: boolean): void {
    const feed = this.feeds.get(roomId);
    if (feed) feed.isArchived = isArchived;
  }

  get size(): number {
    return this.feeds.size;
  }

  all(): Iterable<RoomFeed> {
    return this.feeds.values();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const feed of this.feeds.values()) for (const listener of feed.listeners) listener.close();
    this.feeds.clear();
  }

  private async tick(): Promise<void> {
    const isDue = performance.now() - this.lastAnnounced >= POSITION_MS;
    if (!isDue && this.bus.isHealthy) return;
    await this.poll();
    if (!isDue) return;
    this.lastAnnounced = performance.now();
    for (const feed of this.feeds.values()) {
      this.release(feed);
      if (!feed.isMoved || feed.last === undefined) continue;
      feed.isMoved = false;
      this.fanOut.toRoom(feed, {
        packet: encodeEvent('room:position', { roomId: feed.roomId, version: feed.last, lastSeq: feed.lastSeq }),
      });
    }
  }

  /** Finds changes that no message between nodes told of. */
  private async poll(): Promise<void> {
    if (this.isPolling || !this.source || this.feeds.size === 0) return;
    this.isPolling = true;
    try {
      for (const position of await this.source.positions([...this.feeds.keys()])) {
        const feed = this.feeds.get(position.roomId);
        if (feed?.isBehind(position.version)) this.repairSoon(feed);
      }
    } catch (error) {
      this.log.debug(describeError(error), 'The positions of the rooms could not be read.');
    } finally {
      this.isPolling = false;
    }
  }

  private repairSoon(feed: RoomFeed): void {
    if (this.repairing.has(feed)) return;
    this.repairing.add(feed);
    const from = feed.last;
    setTimeout(() => {
      void this.repair(feed, from).finally(() => {
        this.repairing.delete(feed);
        if (this.repairAgain.delete(feed)) this.repairSoon(feed);
      });
    }, HOLE_PATIENCE_MS).unref();
  }

  private async repair(feed: RoomFeed, from: number | undefined): Promise<void> {
    if (!this.source || feed.last === undefined || this.feeds.get(feed.roomId) !== feed) return;
    // Moved on by itself: what is missing now is missing for a shorter time, and what is not known to be the poll finds.
    if (feed.last !== from) {
      if (feed.hasHole) this.repairAgain.add(feed);
      return;
    }
    try {
      const page = await this.source.changesAfter(feed.roomId, feed.last);
      if (page.reset) feed.skipTo(page.version, page.lastSeq);
      else feed.fill(page.changes, page.version, page.lastSeq);
      this.repairs += 1;
    } catch (error) {
      this.log.debug(describeError(error), 'A hole in a room could not be filled yet.');
    }
  }
}
