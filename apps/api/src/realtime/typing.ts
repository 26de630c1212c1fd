import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { limits, type User } from '@tertulia/contract';
import type { Connection } from './connection.js';
import { FanOut } from './fan-out.js';
import { encodeEvent } from './frames.js';
import { MESSAGE_BUS, type MessageBus } from './message-bus.js';
import { PresenceService } from './presence.js';
import { RoomFeeds } from './room-feeds.js';

/** "Is typing" ends by itself after this long. */
const LIFE_MS = 6_000;
const MOST_LISTED = 20;

interface Typist {
  user: User;
  until: number;
}

/** Who is writing in a room, for the moment only; nobody is told in a crowd. */
@Injectable()
export class TypingService implements OnApplicationShutdown {
  private readonly rooms = new Map<string, Map<string, Typist>>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly feeds: RoomFeeds,
    private readonly fanOut: FanOut,
    private readonly presence: PresenceService,
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
  ) {
    bus.subscribe((message) => {
      if (message.kind === 'typing') this.apply(message.roomId, message.user, message.isTyping);
    });
    this.timer = setInterval(() => this.expire(), 1_000).unref();
  }

  set(roomId: string, user: User, isTyping: boolean): void {
    if (this.apply(roomId, user, isTyping)) this.bus.publish({ kind: 'typing', roomId, user, isTyping });
  }

  /** Tells somebody who has just come who is writing: whoever goes on writing is not announced again. */
  greet(connection: Connection, roomId: string): void {
    const users = this.list(roomId);
    if (users.length > 0) this.fanOut.toOne(connection, encodeEvent('typing:changed', { roomId, users }));
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @returns whether anything is different now, or a running announcement was prolonged. */
  private apply(roomId: string, user: User, isTyping: boolean): boolean {
    const room = this.rooms.get(roomId);
    if (!isTyping) {
      if (!room?.delete(user.id)) return false;
      this.announce(roomId);
      return true;
    }
    if (this.feeds.find(roomId)?.isArchived) return false;
    if (!this.feeds.find(roomId) || this.presence.count(roomId) > limits.onlineListed) return true;
    const typists = room ?? new Map<string, Typist>();
    this.rooms.set(roomId, typists);
    const isNew = !typists.has(user.id);
    typists.set(user.id, { user, until: performance.now() + LIFE_MS });
    if (isNew) this.announce(roomId);
    return true;
  }

  private expire(): void {
    const now = performance.now();
    for (const [roomId, typists] of this.rooms) {
      const before = typists.size;
      for (const [userId, typist] of typists) if (typist.until <= now) typists.delete(userId);
      if (typists.size < before) this.announce(roomId);
    }
  }

  private announce(roomId: string): void {
    const feed = this.feeds.find(roomId);
    const users = this.list(roomId);
    if (users.length === 0) this.rooms.delete(roomId);
    if (feed) this.fanOut.toRoom(feed, { packet: encodeEvent('typing:changed', { roomId, users }) });
  }

  private list(roomId: string): User[] {
    return [...(this.rooms.get(roomId)?.values() ?? [])].slice(0, MOST_LISTED).map((typist) => typist.user);
  }
}
