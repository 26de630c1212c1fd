import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { announce, buildAuthor, buildMessage, RoomCounters, type Join, type Send } from './protocol.js';

/** Peer: the plain Socket.IO peer as one of several nodes, over an adapter of Socket.IO for Redis; nothing stored. */
const [kind = '', url = ''] = process.argv.slice(2);
const connect = (): Redis => {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  return redis;
};
const adapters = {
  'pub-sub': () => createAdapter(connect(), connect()),
  sharded: () => createShardedAdapter(connect(), connect()),
  streams: () => createStreamsAdapter(connect()),
};
const isKind = (name: string): name is keyof typeof adapters => Object.hasOwn(adapters, name);
if (!isKind(kind)) throw new Error(`there is no adapter ${kind}`);

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false, adapter: adapters[kind]() });
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
