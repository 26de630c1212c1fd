import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { serveRooms } from './socket-io-rooms.js';

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

serveRooms({ adapter: adapters[kind]() });
