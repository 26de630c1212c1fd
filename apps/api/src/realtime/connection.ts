import type { Socket } from 'socket.io';
import type { ServerEvent, ServerPayload, User } from '@tertulia/contract';
import { encodeEvent, webSocketFrames } from './frames.js';
import { directSocket, dropTransport, waitingPackets, writePacket } from './socket-internals.js';

/** What a client may leave unread before it is dropped and has to catch up (guarantee G10). */
const MOST_WAITING_BYTES = 1024 * 1024;
const MOST_WAITING_PACKETS = 1_000;

/** One signed-in socket on this node. Kept small: there may be ten thousand. */
export class Connection {
  /** Rooms that this socket has joined; made when the first is. */
  rooms: Set<string> | undefined;
  /** Packets for this socket alone, written with the next flush. */
  pending: string[] | undefined;
  /** Seconds in which this socket was refused over and over, see AbuseGuard. */
  warnings = 0;
  refusals = 0;
  refusalsSince = 0;
  isEnded = false;

  constructor(
    readonly socket: Socket,
    readonly sessionId: string,
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
    if (!this.socket.connected) return;
    const direct = directSocket(this.socket);
    if (direct && direct.writableLength <= MOST_WAITING_BYTES) {
      if (own && frames) direct.cork();
      if (own) direct.write(webSocketFrames(own));
      if (frames) direct.write(frames);
      if (own && frames) direct.uncork();
    } else if (direct || waitingPackets(this.socket) > MOST_WAITING_PACKETS) {
      dropTransport(this.socket);
    } else {
      for (const packet of own ?? []) writePacket(this.socket, packet);
      if (frames) for (const packet of packets) writePacket(this.socket, packet);
    }
  }

  /** Closes the socket for good: the client is told and does not come back by itself. */
  end(code: ServerPayload<'session:ended'>['code'], message: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.write([], undefined);
    this.sendNow('session:ended', { code, message });
    this.socket.disconnect(true);
  }

  /** Closes the transport; the client reconnects, to another node when this one is leaving. */
  drop(): void {
    dropTransport(this.socket);
  }
}
