import type { Connection } from './connection.js';
import type { Audience, FanOut, RoomPacket } from './fan-out.js';
import { eventPacket } from './frames.js';
import type { RoomChange } from './room-change.js';

/** Changes that may wait for an earlier one before the feed gives up and reads the database. */
const MOST_AHEAD = 1_000;

/** Somebody who reads a room without a socket: an event stream. */
export interface FeedListener {
  /** Absent for a visitor, who belongs to no room. */
  readonly userId: string | undefined;
  deliver(change: RoomChange): void;
  /** Changes could not be given one by one; read again from the database. */
  reset(): void;
  close(): void;
}

interface Joiner {
  connection: Connection;
  /** Changes that came while the snapshot was read. */
  since: RoomChange[];
  /** The snapshot's version, once it was read and the feed is still behind it. */
  floor: number | undefined;
}

/**
 * The changes of one room on one node, in the order of their versions, each once. What comes early waits; what comes
 * twice is dropped; a hole is reported to the owner, who fills it from the database.
 */
export class RoomFeed implements Audience {
  readonly members = new Set<Connection>();
  readonly listeners = new Set<FeedListener>();
  pending: RoomPacket[] = [];
  /** Version of the last change given out; undefined until the first snapshot was read. */
  last: number | undefined;
  lastSeq = 0;
  /** Whether something was given out since the position was last announced. */
  isMoved = false;
  /** Whether the room can only be read, as far as it was told. */
  isArchived = false;
  private readonly joiners = new Set<Joiner>();
  private ahead = new Map<number, RoomChange>();

  constructor(
    readonly roomId: string,
    private readonly fanOut: FanOut,
    private readonly onHole: (feed: RoomFeed) => void,
  ) {}

  get isIdle(): boolean {
    return this.members.size === 0 && this.listeners.size === 0 && this.joiners.size === 0;
  }

  /** Whether later changes wait for one that is missing. */
  get hasHole(): boolean {
    return this.ahead.size > 0;
  }

  /** Takes a committed change, from this node or another, in any order. */
  offer(change: RoomChange): void {
    if (this.last !== undefined && change.version <= this.last) return;
    if (this.last !== undefined && change.version === this.last + 1) {
      this.deliver(change);
      this.deliverAhead();
      return;
    }
    if (this.ahead.size < MOST_AHEAD) this.ahead.set(change.version, change);
    if (this.last !== undefined) this.onHole(this);
  }

  /** Continues after what the database gave for a hole; versions between them no longer exist as single changes. */
  fill(changes: RoomChange[], version: number, lastSeq: number): void {
    for (const change of changes) if (change.version > (this.last ?? 0)) this.deliver(change);
    this.last = Math.max(this.last ?? 0, version);
    this.lastSeq = Math.max(this.lastSeq, lastSeq);
    this.settleJoiners();
    this.deliverAhead();
  }

  /** The hole is too large: everybody is told where the room stands and catches up by themselves. */
  skipTo(version: number, lastSeq: number): void {
    this.fill([], version, lastSeq);
    this.isMoved = true;
    for (const listener of this.listeners) listener.reset();
  }

  /** Whether the database is known to be further than this feed. */
  isBehind(version: number): boolean {
    return this.last !== undefined && this.last < version;
  }

  /**
   * Lets a socket in exactly between two changes: `read` gives a snapshot, `respond` sends it, and from then on the
   * socket gets each version after the snapshot's once.
   * @returns false when the socket left, was sent out or went away meanwhile; then nothing was sent.
   */
  async join<Snapshot extends { version: number; lastSeq: number }>(
    connection: Connection,
    read: () => Promise<Snapshot>,
    respond: (snapshot: Snapshot) => void,
  ): Promise<boolean> {
    const joiner: Joiner = { connection, since: [], floor: undefined };
    const atStart = this.last;
    const wasMember = this.members.has(connection);
    // A socket that joins again gets nothing twice: it leaves first, with what it is owed.
    if (wasMember) this.fanOut.flushRoom(this);
    this.forget(connection);
    this.joiners.add(joiner);
    try {
      let snapshot = await read();
      if (!this.joiners.has(joiner)) return false;
      // A read shared with an earlier joiner may be older than what this one has seen pass.
      if (atStart !== undefined && snapshot.version < atStart) snapshot = await read();
      if (!this.joiners.has(joiner)) return false;
      this.begin(snapshot.version, snapshot.lastSeq);
      respond(snapshot);
      for (const change of joiner.since) {
        if (change.version > snapshot.version) this.fanOut.toOne(connection, packetFor(change, connection.user.id));
      }
      joiner.since = [];
      joiner.floor = snapshot.version;
      this.settleJoiners();
      return true;
    } catch (error) {
      const isStillThere = this.joiners.delete(joiner);
      if (wasMember && isStillThere) this.members.add(connection);
      throw error;
    }
  }

  /** Sets where the feed starts, from the first snapshot that was read for it. */
  begin(version: number, lastSeq: number): void {
    if (this.last !== undefined) return;
    this.last = version;
    this.lastSeq = lastSeq;
    this.deliverAhead();
  }

  /** Removes a socket that left or is gone, also while it is still joining. */
  forget(connection: Connection): void {
    this.members.delete(connection);
    for (const joiner of this.joiners) if (joiner.connection === connection) this.joiners.delete(joiner);
  }

  /** Sends one person out, also while they are still joining. */
  sendOut(userId: string): void {
    for (const member of this.members) if (member.user.id === userId) this.members.delete(member);
    for (const joiner of this.joiners) if (joiner.connection.user.id === userId) this.joiners.delete(joiner);
    for (const listener of [...this.listeners]) if (listener.userId === userId) listener.close();
  }

  /** Sends everybody out, also those who are still joining. */
  evict(): Connection[] {
    const members = [...this.members];
    this.members.clear();
    this.joiners.clear();
    for (const listener of [...this.listeners]) listener.close();
    return members;
  }

  private deliver(change: RoomChange): void {
    this.last = change.version;
    this.lastSeq = Math.max(this.lastSeq, change.lastSeq);
    this.isMoved = true;
    this.fanOut.toRoom(this, toPacket(change));
    for (const joiner of this.joiners) {
      if (joiner.floor === undefined) joiner.since.push(change);
      else if (change.version > joiner.floor)
        this.fanOut.toOne(joiner.connection, packetFor(change, joiner.connection.user.id));
    }
    for (const listener of this.listeners) listener.deliver(change);
    if (this.joiners.size > 0) this.settleJoiners();
  }

  private deliverAhead(): void {
    if (this.last === undefined || this.ahead.size === 0) return;
    for (let next = this.ahead.get(this.last + 1); next; next = this.ahead.get(this.last + 1)) {
      this.ahead.delete(next.version);
      this.deliver(next);
    }
    for (const version of this.ahead.keys()) if (version <= this.last) this.ahead.delete(version);
    if (this.ahead.size > 0) this.onHole(this);
  }

  /** Makes members of those whose snapshot the feed has reached. */
  private settleJoiners(): void {
    for (const joiner of this.joiners) {
      if (joiner.floor === undefined || (this.last ?? 0) < joiner.floor) continue;
      this.joiners.delete(joiner);
      this.fanOut.flushRoom(this);
      this.members.add(joiner.connection);
    }
  }
}

function toPacket(change: RoomChange): RoomPacket {
  return {
    packet: eventPacket(change.event, change.payload),
    committedAt: change.committedAt,
    isRemote: change.isRemote,
    perUser:
      change.perUser &&
      new Map(change.perUser.map(([userId, payload]) => [userId, eventPacket(change.event, payload)])),
  };
}

function packetFor(change: RoomChange, userId: string): string {
  const packet = toPacket(change);
  return packet.perUser?.get(userId) ?? packet.packet;
}
