import { Socket as NetSocket } from 'node:net';
import type { Server, Socket } from 'socket.io';

/**
 * Everything that leans on what Socket.IO, Engine.IO and ws do not promise stands in this file. Versions are pinned, each
 * access checks the shape it finds, and where it is not as expected the public way is taken: slower, never wrong.
 */

/** `readyState` of a WebSocket whose connection is gone. */
const CLOSED = 3;

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

/** What waits in Engine.IO for a client that does not read; packets that were never looked at count as none. */
export function waitingPackets(socket: Socket): { count: number; bytes: number } {
  const buffered: unknown = Reflect.get(socket.conn, 'writeBuffer');
  if (!Array.isArray(buffered)) return { count: 0, bytes: 0 };
  let bytes = 0;
  for (const packet of buffered) {
    const data: unknown = isRecord(packet) ? packet['data'] : undefined;
    if (typeof data === 'string') bytes += data.length;
  }
  return { count: buffered.length, bytes };
}

/** Bytes of a WebSocket that the kernel has not taken yet. */
export function unsentBytes(socket: Socket): number {
  const bytes = webSocketOf(socket.conn)?.['bufferedAmount'];
  return typeof bytes === 'number' ? bytes : 0;
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

/** Ends the transport after what was written, without a Socket.IO disconnect packet, so that the client reconnects. */
export function closeTransport(socket: Socket): void {
  socket.conn.close();
}

/**
 * Ends it at once, and forgets what was not read: a closing frame would wait behind the rest for as long as the client
 * does not read.
 */
export function dropTransport(socket: Socket): void {
  const { conn } = socket;
  conn.close(true);
  const buffered: unknown = Reflect.get(conn, 'writeBuffer');
  if (Array.isArray(buffered)) buffered.length = 0;
  terminate(conn);
}

/**
 * A WebSocket that was closed waits half a minute for the other side to say so too. One that is half open never does, so
 * after a ping that was not answered nothing is waited for, and otherwise not that long (fault F18).
 */
export function boundClosings(server: Server, patienceMs: number): void {
  const end = (conn: unknown, reason: unknown): void => {
    if (reason === 'ping timeout') terminate(conn);
    else if (isClosing(conn)) setTimeout(() => terminate(conn), patienceMs).unref();
  };
  server.engine.on('connection', (conn: Socket['conn']) => {
    conn.on('close', (reason: unknown) => end(conn, reason));
  });
}

function isClosing(conn: unknown): boolean {
  const webSocket = webSocketOf(conn);
  return webSocket !== undefined && webSocket['readyState'] !== CLOSED;
}

function terminate(conn: unknown): void {
  const webSocket = webSocketOf(conn);
  if (webSocket && typeof webSocket['terminate'] === 'function') Reflect.apply(webSocket['terminate'], webSocket, []);
}

function webSocketOf(conn: unknown): Record<string, unknown> | undefined {
  const transport = isRecord(conn) ? conn['transport'] : undefined;
  const webSocket = isRecord(transport) ? transport['socket'] : undefined;
  return isRecord(webSocket) ? webSocket : undefined;
}

/** Sockets whose transport is open, connected to a namespace or not yet. */
export function openTransports(server: Server): number {
  return server.engine.clientsCount;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
