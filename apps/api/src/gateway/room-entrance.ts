import { Injectable } from '@nestjs/common';
import type { Joined, Room } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { type EntrySnapshot, HistoryService } from '../messages/history.service.js';
import { isSeenAlike, presentMessage, type StoredMessage } from '../messages/stored-message.js';
import type { Connection } from '../realtime/connection.js';
import { PresenceService } from '../realtime/presence.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { TypingService } from '../realtime/typing.js';
import { RoomsService } from '../rooms/rooms.service.js';

/** Sockets entering and leaving rooms. */
@Injectable()
export class RoomEntrance {
  /** JSON of messages that everybody sees alike, shared by all who enter at the same moment. */
  private readonly encoded = new WeakMap<StoredMessage, string>();

  constructor(
    private readonly rooms: RoomsService,
    private readonly history: HistoryService,
    private readonly feeds: RoomFeeds,
    private readonly presence: PresenceService,
    private readonly typing: TypingService,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Lets a socket into a room. A socket may leave, be sent out or go away while this waits for the database; then it is
   * not let in, and the request is refused.
   * @throws {DomainError} `not_found` for a room that is not, or no longer, open to the person; `conflict` when the socket
   * left it meanwhile.
   */
  async enter(
    connection: Connection,
    roomId: string,
    afterVersion: number | undefined,
    answer: (json: string) => void,
  ): Promise<void> {
    const visit = connection.beginEntering(roomId);
    try {
      // One after the other, if the same socket asks for the same room again.
      await visit.previous;
      await this.limiter.take('join', connection.user.id);
      const room = await this.rooms.enter(roomId, connection.user.id);
      if (visit.isOver()) throw leftMeanwhile();
      const feed = this.feeds.open(roomId);
      try {
        const isIn = await feed.join(
          connection,
          () => this.history.readEntry(roomId, afterVersion, feed.last),
          (snapshot) => {
            feed.isArchived = room.archivedAt !== null;
            this.register(connection, roomId);
            answer(this.encode(room, snapshot, connection.user.id));
            this.typing.greet(connection, roomId);
          },
        );
        if (!isIn) throw visit.isOver() ? leftMeanwhile() : notFound('The room');
      } finally {
        this.feeds.release(feed);
      }
    } finally {
      visit.end();
    }
  }

  leave(connection: Connection, roomId: string): void {
    connection.stopEntering(roomId);
    const feed = this.feeds.find(roomId);
    feed?.forget(connection);
    if (connection.rooms?.delete(roomId)) {
      this.presence.leave(roomId, connection.user);
      this.typing.set(roomId, connection.user, false);
    }
    if (feed) this.feeds.release(feed);
  }

  leaveAll(connection: Connection): void {
    for (const roomId of connection.knownRooms()) this.leave(connection, roomId);
  }

  setTyping(connection: Connection, roomId: string, isTyping: boolean): void {
    this.typing.set(roomId, connection.user, isTyping);
  }

  private register(connection: Connection, roomId: string): void {
    connection.rooms ??= new Set();
    if (connection.rooms.has(roomId)) return;
    connection.rooms.add(roomId);
    this.presence.enter(roomId, connection.user);
  }

  private encode(room: Room, snapshot: EntrySnapshot, viewerId: string): string {
    const messages = `[${snapshot.messages.map((message) => this.encodeMessage(message, viewerId)).join(',')}]`;
    const frame: Omit<Joined, 'messages' | 'changes' | 'online'> = {
      room: { ...room, version: snapshot.version, lastSeq: snapshot.lastSeq },
      version: snapshot.version,
      lastSeq: snapshot.lastSeq,
      reset: snapshot.reset,
      onlineCount: this.presence.count(room.id),
    };
    const [newest, changes] = snapshot.isCatchUp ? ['[]', messages] : [messages, '[]'];
    return `{"messages":${newest},"changes":${changes},"online":${this.presence.listJson(room.id)},${JSON.stringify(frame).slice(1)}`;
  }

  private encodeMessage(message: StoredMessage, viewerId: string): string {
    if (!isSeenAlike(message)) return JSON.stringify(presentMessage(message, viewerId));
    const known = this.encoded.get(message);
    if (known) return known;
    const json = JSON.stringify(presentMessage(message, undefined));
    this.encoded.set(message, json);
    return json;
  }
}

function leftMeanwhile(): DomainError {
  return new DomainError('conflict', 'The room was left while it was being entered.');
}
