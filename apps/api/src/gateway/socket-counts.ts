import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Connections } from '../realtime/connections.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { openTransports } from '../realtime/socket-internals.js';

/** What is open on this node, for whoever bounds it and whoever shows it. After any storm all go back to what they were (G20). */
@Injectable()
export class SocketCounts {
  private server: Server | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly feeds: RoomFeeds,
  ) {}

  watch(server: Server): void {
    this.server = server;
  }

  /** Sockets that are signed in. */
  get sockets(): number {
    return this.connections.size;
  }

  /** Handshakes that were admitted and have not signed in. */
  get pendingHandshakes(): number {
    return this.server ? Math.max(0, openTransports(this.server) - this.connections.size) : 0;
  }

  /** Rooms that somebody on this node follows. */
  get roomsFollowed(): number {
    return this.feeds.size;
  }
}
