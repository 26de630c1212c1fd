import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Connections } from '../realtime/connections.js';
import { FanOut } from '../realtime/fan-out.js';
import { encodeEvent } from '../realtime/frames.js';
import type { RoomChange } from '../realtime/room-change.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';

const GATHER_MS = 1_000;
/** People looked up at once; a larger node takes several rounds. */
const CHUNK = 500;

/**
 * Tells members who are connected but not in the room at the moment that something new is there: their counts come from
 * the database, at most once a second and room.
 */
@Injectable()
export class UnreadNotifier implements OnApplicationShutdown {
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly fanOut: FanOut,
    private readonly rooms: RoomsRepository,
    emitter: RealtimeEmitter,
  ) {
    emitter.onChange((change) => this.note(change));
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private note(change: RoomChange): void {
    if (change.event === 'message:updated') return;
    this.changed.add(change.roomId);
    this.timer ??= setTimeout(() => void this.tell(), GATHER_MS).unref();
  }

  private async tell(): Promise<void> {
    const roomIds = [...this.changed];
    this.changed.clear();
    this.timer = undefined;
    const outside = new Set<string>();
    for (const connection of this.connections.all()) {
      if (roomIds.some((roomId) => !connection.rooms?.has(roomId))) outside.add(connection.user.id);
    }
    const userIds = [...outside];
    try {
      for (let start = 0; start < userIds.length; start += CHUNK)
        await this.tellSome(roomIds, userIds.slice(start, start + CHUNK));
    } catch {
      // The database is away; clients read their counts anew when they reconnect or open the list.
    }
  }

  private async tellSome(roomIds: string[], userIds: string[]): Promise<void> {
    for (const { userId, roomId, ...state } of await this.rooms.findReadStates(roomIds, userIds)) {
      const packet = encodeEvent('room:unread', { roomId, ...state });
      for (const connection of this.connections.of(userId)) {
        if (!connection.rooms?.has(roomId)) this.fanOut.toOne(connection, packet);
      }
    }
  }
}
