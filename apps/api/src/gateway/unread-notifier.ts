import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CountsRepository, type OwnReadState } from '../notifications/counts.repository.js';
import { Connections } from '../realtime/connections.js';
import { FanOut } from '../realtime/fan-out.js';
import { encodeEvent } from '../realtime/frames.js';
import { OwnCounts } from '../realtime/own-counts.js';
import type { RoomChange } from '../realtime/room-change.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';

const GATHER_MS = 1_000;
/** Counting takes at most a fifth of the time, however many wait for however long a backlog. */
const PAUSE_PER_WORK = 4;
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
  private isStopped = false;

  constructor(
    private readonly connections: Connections,
    private readonly fanOut: FanOut,
    private readonly counts: CountsRepository,
    private readonly ownCounts: OwnCounts,
    emitter: RealtimeEmitter,
  ) {
    emitter.onChange((change) => this.note(change));
    emitter.onCountsMissed((roomId) => this.noteRoom(roomId));
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private note(change: RoomChange): void {
    if (change.event === 'message:updated' && !change.isModerated) return;
    this.noteRoom(change.roomId);
  }

  private noteRoom(roomId: string): void {
    this.changed.add(roomId);
    this.timer ??= this.tellIn(GATHER_MS);
  }

  private tellIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => void this.tell(), ms).unref();
  }

  private async tell(): Promise<void> {
    const roomIds = [...this.changed];
    this.changed.clear();
    const started = performance.now();
    const userIds = [...this.connections.userIds()];
    try {
      for (let start = 0; start < userIds.length; start += CHUNK)
        await this.tellSome(roomIds, userIds.slice(start, start + CHUNK));
    } catch {
      // The database is away; clients read their counts anew when they reconnect or open the list.
    }
    const pause = Math.max(GATHER_MS, PAUSE_PER_WORK * (performance.now() - started));
    this.timer = this.changed.size > 0 && !this.isStopped ? this.tellIn(pause) : undefined;
  }

  private async tellSome(roomIds: string[], userIds: string[]): Promise<void> {
    const outside: string[] = [];
    const inside: { roomId: string; userId: string }[] = [];
    for (const userId of userIds) {
      const rooms = roomIds.filter((roomId) => this.isInside(userId, roomId));
      if (rooms.length === roomIds.length) continue;
      outside.push(userId);
      for (const roomId of rooms) inside.push({ roomId, userId });
    }
    await this.ownCounts.tell(
      outside,
      (waiting) => this.counts.findReadStates(roomIds, waiting, inside),
      (states, ready) => {
        for (const state of states) if (ready.has(state.userId)) this.tellOne(state);
      },
    );
  }

  private tellOne({ userId, roomId, ...state }: OwnReadState): void {
    this.ownCounts.told(userId);
    const packet = encodeEvent('room:unread', { roomId, ...state });
    for (const connection of this.connections.of(userId)) {
      if (!connection.rooms?.has(roomId)) this.fanOut.toOne(connection, packet);
    }
  }

  /** Whether every socket of the person is in the room. */
  private isInside(userId: string, roomId: string): boolean {
    return this.connections.of(userId).every((connection) => connection.rooms?.has(roomId));
  }
}
