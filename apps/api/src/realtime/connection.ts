import type { Socket } from 'socket.io';
import type { ServerEvent, ServerPayload, User } from '@tertulia/contract';
import { encodeEvent, webSocketFrames } from './frames.js';
import {
  closeTransport,
  directSocket,
  dropTransport,
  unsentBytes,
  waitingPackets,
  writePacket,
} from './socket-internals.js';

/** What a client may leave unread before it is dropped and has to catch up (guarantee G10). */
const MOST_WAITING_BYTES = 1024 * 1024;
const MOST_WAITING_PACKETS = 1_000;

interface Entering {
  isStopped: boolean;
  done: Promise<void>;
}

/** One signed-in socket on this node. Kept small: there may be ten thousand. */
export class Connection {
  /** Rooms that this socket has joined; made when the first is. */
  rooms: Set<string> | undefined;
  /** Rooms that this socket is on its way into. */
  private entering: Map<string, Entering> | undefined;
  /** Packets for this socket alone, written with the next flush. */
  pending: string[] | undefined;
  /** Seconds in which this socket was refused over and over, see AbuseGuard. */
  warnings = 0;
  refusals = 0;
  refusalsSince = 0;
  isEnded = false;
  /** The socket is told to go elsewhere and takes no more requests. */
  isLeaving = false;
  /** Closed because it did not read. */
  isSlow = false;
  /** Requests that were not answered yet. */
  private requests = 0;
  private isDropped = false;

  constructor(
    readonly socket: Socket,
    readonly sessionId: string,
    /** When the session ends, in milliseconds since 1970; the socket does not outlive it. */
    public expiresAt: number,
    public user: User,
  ) {}

  /** Writes at once, ahead of anything gathered; only for the first event of a connection. */
  sendNow<Event extends ServerEvent>(event: Event, payload: ServerPayload<Event>): void {
    writePacket(this.socket, encodeEvent(event, payload));
  }

  /**
   * Writes what was gathered for this socket alone, then the packets of a room, as one write where the transport allows.
   * `frames` are the same packets as `packets`, already framed for all members.
   */
  write(packets: readonly string[], frames: Buffer | undefined): void {
    const own = this.pending;
    this.pending = undefined;
    if (!this.socket.connected || this.isDropped) return;
    const direct = directSocket(this.socket);
    if (direct && direct.writableLength <= MOST_WAITING_BYTES) {
      if (own && frames) direct.cork();
      if (own) direct.write(webSocketFrames(own));
      if (frames) direct.write(frames);
      if (own && frames) direct.uncork();
    } else if (direct || this.isStalled()) {
      this.isSlow = true;
      this.drop();
    } else {
      for (const packet of own ?? []) writePacket(this.socket, packet);
      if (frames) for (const packet of packets) writePacket(this.socket, packet);
    }
  }

  /** Rooms that count against the limit: joined, or on the way. */
  knownRooms(): Set<string> {
    return new Set([...(this.rooms ?? []), ...(this.entering?.keys() ?? [])]);
  }

  /** Notes that this socket is entering a room, until `end`; `previous` is an earlier request for the same room. */
  beginEntering(roomId: string): { previous: Promise<void> | undefined; isOver: () => boolean; end: () => void } {
    this.entering ??= new Map();
    const previous = this.entering.get(roomId)?.done;
    let finish = (): void => undefined;
    const own: Entering = { isStopped: false, done: new Promise((resolve) => (finish = resolve)) };
    this.entering.set(roomId, own);
    return {
      previous,
      isOver: () => own.isStopped || !this.socket.connected,
      end: () => {
        if (this.entering?.get(roomId) === own) this.entering.delete(roomId);
        if (this.entering?.size === 0) this.entering = undefined;
        finish();
      },
    };
  }

  /** The socket leaves a room before it was in. */
  stopEntering(roomId: string): void {
    const own = this.entering?.get(roomId);
    if (own) own.isStopped = true;
  }

  /** Closes the socket for good: the client is told and does not come back by itself. */
  end(code: ServerPayload<'session:ended'>['code'], message: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.write([], undefined);
    this.sendNow('session:ended', { code, message });
    this.socket.disconnect(true);
  }

  /** A request was taken; `endRequest` follows when it was answered. */
  beginRequest(): void {
    this.requests += 1;
  }

  endRequest(): void {
    this.requests -= 1;
    if (this.isLeaving) this.leave();
  }

  /** Closes the socket when all that it asked for was answered and written; the client goes to another node. */
  leave(): void {
    this.isLeaving = true;
    if (this.requests > 0 || this.isEnded) return;
    this.write([], undefined);
    closeTransport(this.socket);
  }

  /** Closes the transport at once; the client reconnects and catches up. */
  drop(): void {
    this.isDropped = true;
    dropTransport(this.socket);
  }

  /** Whether too much waits where packets cannot be written past Engine.IO: long polling, or a frame that is on its way. */
  private isStalled(): boolean {
    const { count, bytes } = waitingPackets(this.socket);
    return count > MOST_WAITING_PACKETS || bytes + unsentBytes(this.socket) > MOST_WAITING_BYTES;
  }
}
