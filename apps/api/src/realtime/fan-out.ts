import { Inject, Injectable } from '@nestjs/common';
import { Tally } from '../common/tally.js';
import { DatabaseClock } from '../database/database-clock.js';
import type { Connection } from './connection.js';
import { webSocketFrames } from './frames.js';

/** A packet for all members of a room, with a version of its own for those who must see it differently. */
export interface RoomPacket {
  packet: string;
  perUser?: Map<string, string> | undefined;
  /** When what it tells was committed, in milliseconds of the database's clock; whether another node did so. */
  committedAt?: number | undefined;
  isRemote?: true | undefined;
}

/** Members of a room on this node and what they are about to be sent. */
export interface Audience {
  readonly members: Set<Connection>;
  pending: RoomPacket[];
}

/**
 * A round of writes that took long is followed by a pause of this part of it, in which the next messages commit and join
 * the next round. In a room of 1,000 that doubles what one server delivers and halves its latency; a short round has none.
 */
const PAUSE_PER_WORK = 0.3;
export const MOST_PAUSE_MS = 5;

/**
 * Gathers everything that is sent within one turn of the event loop and writes it once per socket: a room's packets are
 * framed once for all members. One write per member and turn instead of one per member and message.
 */
@Injectable()
export class FanOut {
  /** From commit to the last write to a room's sockets on this node, by who committed. */
  readonly lagSeconds = { local: new Tally(), remote: new Tally() };
  private readonly audiences = new Set<Audience>();
  private readonly connections = new Set<Connection>();
  private isScheduled = false;
  /** On the clock of `performance`. */
  private notBefore = 0;

  constructor(@Inject(DatabaseClock) private readonly clock: Pick<DatabaseClock, 'nowMs'>) {}

  toRoom(audience: Audience, packet: RoomPacket): void {
    if (audience.members.size === 0) return;
    audience.pending.push(packet);
    this.audiences.add(audience);
    this.schedule();
  }

  toOne(connection: Connection, packet: string): void {
    if (connection.pending) connection.pending.push(packet);
    else connection.pending = [packet];
    this.connections.add(connection);
    this.schedule();
  }

  toMany(connections: Iterable<Connection>, packet: string): void {
    for (const connection of connections) this.toOne(connection, packet);
  }

  /** Writes what a room is owed now, before somebody joins who must not see it. */
  flushRoom(audience: Audience): void {
    if (!this.audiences.delete(audience)) return;
    this.writeRoom(audience);
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    const run = (): void => {
      this.isScheduled = false;
      this.flush();
    };
    const pause = this.notBefore - performance.now();
    if (pause < 1) setImmediate(run);
    else setTimeout(run, pause).unref();
  }

  private flush(): void {
    const started = performance.now();
    for (const audience of this.audiences) this.writeRoom(audience);
    this.audiences.clear();
    for (const connection of this.connections) if (connection.pending) connection.write([], undefined);
    this.connections.clear();
    const ended = performance.now();
    this.notBefore = ended + Math.min(MOST_PAUSE_MS, (ended - started) * PAUSE_PER_WORK);
  }

  private writeRoom(audience: Audience): void {
    const owed = audience.pending;
    audience.pending = [];
    const packets = owed.map((item) => item.packet);
    const frames = webSocketFrames(packets);
    const special = owed.some((item) => item.perUser) ? owed : undefined;
    for (const connection of audience.members) {
      const own = special && personalPackets(special, connection.user.id);
      if (own) connection.write(own, webSocketFrames(own));
      else connection.write(packets, frames);
    }
    this.noteLag(owed);
  }

  /** Once a round and room: one look at the clock for all its packets and members. */
  private noteLag(written: readonly RoomPacket[]): void {
    const now = this.clock.nowMs();
    for (const { committedAt, isRemote } of written) {
      if (committedAt === undefined) continue;
      const tally = isRemote ? this.lagSeconds.remote : this.lagSeconds.local;
      // The clocks of two nodes are only known to a millisecond or so.
      tally.add(Math.max(0, now - committedAt) / 1_000);
    }
  }
}

/** The packets as one person must see them, or undefined when they see what everybody sees. */
function personalPackets(owed: readonly RoomPacket[], userId: string): string[] | undefined {
  if (!owed.some((item) => item.perUser?.has(userId))) return undefined;
  return owed.map((item) => item.perUser?.get(userId) ?? item.packet);
}
