import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Connections } from '../realtime/connections.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { type Visit, RoomsService } from '../rooms/rooms.service.js';
import { RoomEntrance } from './room-entrance.js';

/** How often those who are in rooms are held against the database while other nodes cannot tell who was taken out. */
const CHECK_MS = 2_000;
const CHUNK = 1_000;

/** Sends out who was taken out of a room on a node that could not tell this one (rule N14). */
@Injectable()
export class StrangerCheck implements OnApplicationShutdown {
  private readonly timer: NodeJS.Timeout;
  private isChecking = false;
  private wasHeard = true;

  constructor(
    private readonly connections: Connections,
    private readonly feeds: RoomFeeds,
    private readonly entrance: RoomEntrance,
    private readonly rooms: RoomsService,
    private readonly emitter: RealtimeEmitter,
  ) {
    this.timer = setInterval(() => void this.checkIfAlone(), CHECK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async checkIfAlone(): Promise<void> {
    const isHeard = this.emitter.isHeard;
    if (!isHeard) this.wasHeard = false;
    // Once more after the others are back, for what they said in the last moment.
    if (this.wasHeard || this.isChecking) return;
    this.isChecking = true;
    try {
      const visits = this.visits();
      for (let start = 0; start < visits.length; start += CHUNK) {
        for (const visit of await this.rooms.findStrangers(visits.slice(start, start + CHUNK))) this.sendOut(visit);
      }
      this.wasHeard = isHeard;
    } catch {
      // The database is away, and with it whatever could be given out; the next check asks again.
    } finally {
      this.isChecking = false;
    }
  }

  /** Who is in which room, by socket or by stream, each once. */
  private visits(): Visit[] {
    return [...this.feeds.all()].flatMap((feed) => {
      const sockets = [...feed.members].map((connection) => connection.user.id);
      // Visitors belong to no room; their streams end by themselves after a while.
      const streams = [...feed.listeners].flatMap(({ userId }) => userId ?? []);
      return [...new Set([...sockets, ...streams])].map((userId) => ({ roomId: feed.roomId, userId }));
    });
  }

  private sendOut({ roomId, userId }: Visit): void {
    for (const connection of this.connections.of(userId)) this.entrance.leave(connection, roomId);
    this.feeds.sendOut(roomId, userId);
  }
}
