import { Socket as NetSocket } from 'node:net';
import type { Server, Socket } from 'socket.io';

/**
 * Everything that leans on what Socket.IO, Engine.IO and ws do not promise stands in this file. Versions are pinned, each
 * access checks the shape it finds, and where it is not as expected the public way is taken: slower, never wrong.
 */

/** A frame may be written straight to the TCP socket only when nothing else is on its way through the layers above it. */
export function directSocket(socket: Socket): NetSocket | undefined {
  const { conn } = socket;
  if (conn.readyState !== 'open' || conn.upgrading) return undefined;
  const buffered: unknown = Reflect.get(conn, 'writeBuffer');
  if (!Array.isArray(buffered) || buffered.length > 0) return undefined;
  const transport: unknown = conn.transport;
  if (!isRecord(transport) || transport['name'] !== 'websocket' || transport['writable'] !== true) return undefined;
  const webSocket = transport['socket'];
  if (!isRecord(webSocket) || webSocket['readyState'] !== 1 || transport['perMessageDeflate']) return undefined;
  const sender = webSocket['_sender'];
  if (!isRecord(sender) || sender['_bufferedBytes'] !== 0) return undefined;
  const stream = webSocket['_socket'];
  return stream instanceof NetSocket && stream.writable ? stream : undefined;
}

/** Packets that wait in Engine.IO for a client that does not read. */
export function waitingPackets(socket: Socket): number {
  const buffered: unknown = Reflect.get(socket.conn, 'writeBuffer');
  return Array.isArray(buffered) ? buffered.length : 0;
}

/** Sends an encoded Socket.IO packet the public way, through Engine.IO's queue. */
export function writePacket(socket: Socket, packet: string): void {
  socket.conn.write(packet);
}

export type PacketHandler = (socket: Socket, event: unknown, payload: unknown, ackId: number | undefined) => void;

/**
 * Hands each EVENT packet of a socket to `handler` with its acknowledgement id, without a closure and a tick per packet.
 * @returns false when the method to replace is not there; the caller then uses `onAny`.
 */
export function interceptEvents(socket: Socket, handler: PacketHandler): boolean {
  if (typeof Reflect.get(socket, 'onevent') !== 'function') return false;
  Reflect.set(socket, 'onevent', (packet: unknown) => {
    if (!isRecord(packet) || !Array.isArray(packet['data'])) return;
    const data: unknown[] = packet['data'];
    handler(socket, data[0], data[1], typeof packet['id'] === 'number' ? packet['id'] : undefined);
  });
  return true;
}

/** Holds what is written within this turn, so that the greeting of a connection leaves in one write. */
export function holdWrites(socket: Socket): void {
  const stream = directSocket(socket);
  if (!stream) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}

/** Lets go of the handshake request (documented for Engine.IO's raw socket) and its copies: 1 to 2 kB a connection. */
export function releaseHandshake(socket: Socket): void {
  Reflect.set(socket.conn, 'request', null);
  socket.handshake.headers = {};
  socket.handshake.query = {};
  socket.handshake.auth = {};
}

/** Ends the transport without a Socket.IO disconnect packet, so that the client reconnects and catches up. */
export function dropTransport(socket: Socket): void {
  socket.conn.close(true);
}

/** Sockets whose transport is open, connected to a namespace or not yet. */
export function openTransports(server: Server): number {
  return server.engine.clientsCount;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
