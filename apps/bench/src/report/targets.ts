import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { within } from '../load/waiting.js';
import { SERVER_CORE, startNode, stop, type NodeProcess } from './processes.js';

const PEER_START_LIMIT_MS = 20_000;

/** A server under test that runs. */
export interface RunningTarget {
  name: TargetName;
  url: string;
  /** Null for a server somewhere else (`--url`): neither its CPU nor its memory can be read. */
  pid: number | null;
  /** Guests and rooms for a run; a peer takes any token and any room id. */
  place: (guests: number, rooms: number) => Promise<{ tokens: string[]; rooms: string[] }>;
  tail: () => string;
  stop: () => Promise<void>;
}

export const peerLabels = {
  ws: 'plain `ws`, one send per member',
  'ws-merged': '`ws`, frames of a tick merged',
  'socket.io': 'plain Socket.IO emit',
  'nest-typeorm': 'Nest gateway + TypeORM save',
  fastify: 'bare Fastify, same bytes',
  'nest-express': 'Nest on Express, same bytes',
  'single-insert': 'best prepared single-row INSERT',
} as const;

export type PeerName = keyof typeof peerLabels;
export type TargetName = 'product' | PeerName;

const scripts: Partial<Record<PeerName, readonly [string, ...string[]]>> = {
  ws: ['web-socket', 'plain'],
  'ws-merged': ['web-socket', 'merged'],
  'socket.io': ['socket-io'],
  'nest-typeorm': ['nest-typeorm'],
  fastify: ['http-fastify'],
  'nest-express': ['http-nest-express'],
};

/** Flags for every Node server here: an inspector that can be asked for later (memory runs), on a port of its own. */
export const serverFlags = ['--inspect-port=127.0.0.1:0'] as const;

/** Starts one of the reference servers on the server's core. */
export async function startPeer(name: PeerName, databaseUrl: string | null, argument?: string): Promise<RunningTarget> {
  const script = scripts[name];
  if (script === undefined) throw new Error(`${name} is not a server`);
  const path = fileURLToPath(new URL(`../peers/${script[0]}.js`, import.meta.url));
  const args = [...script.slice(1), ...(argument === undefined ? [] : [argument])];
  const env = { NODE_ENV: 'production', ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) };
  const peer = startNode(path, args, { core: SERVER_CORE, env, flags: serverFlags });
  const port = await within(announcedPort(peer), PEER_START_LIMIT_MS, `start of the peer ${name}`);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pid: peer.pid,
    place: (guests, rooms) =>
      Promise.resolve({
        tokens: Array.from({ length: guests }, () => 'guest'),
        rooms: Array.from({ length: rooms }, () => randomUUID()),
      }),
    tail: peer.tail,
    stop: () => stop(peer.child),
  };
}

/** The port on which a peer says that it listens. */
export function announcedPort(peer: NodeProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    peer.child.once('message', (raw) => resolve(z.parse(z.object({ port: z.number() }), raw).port));
    peer.child.once('exit', () => reject(new Error(`a peer ended at its start: ${peer.tail()}`)));
  });
}
