import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import { announce, buildAuthor, buildMessage, type Join, RoomCounters, type Send } from './protocol.js';

/** Rooms on Socket.IO as its documentation shows them, `io.to(room).emit`, nothing stored; listens on a free port of loopback. */
export function serveRooms(options: Pick<Partial<ServerOptions>, 'adapter'> = {}): void {
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], serveClient: false, ...options });
  const counters = new RoomCounters();
  io.on('connection', (socket) => {
    const author = buildAuthor();
    socket.on('room:join', async (payload: Join, acknowledge: (answer: unknown) => void) => {
      await socket.join(payload.roomId);
      acknowledge({ data: {} });
    });
    socket.on('message:send', (payload: Send, acknowledge: (answer: unknown) => void) => {
      const seq = counters.next(payload.roomId);
      const message = buildMessage(payload, author, seq, randomUUID(), new Date().toISOString());
      io.to(payload.roomId).emit('message:created', { roomId: payload.roomId, version: seq, message });
      acknowledge({ data: { message, replayed: false } });
    });
  });
  http.listen(0, '127.0.0.1', () => announce(http.address()));
}
