import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRedis, type TestRedis } from '@tertulia/testing';
import { TcpProxy } from '../lab/tcp-proxy.js';
import { within } from '../load/waiting.js';
import type { BenchDatabase } from '../report/database.js';
import { generate } from '../report/generate.js';
import { SERVER_CORE, startNode, stop } from '../report/processes.js';
import { ProductNode } from '../report/product-node.js';
import { announcedPort } from '../report/targets.js';

const START_LIMIT_MS = 20_000;

/** Adapters of Socket.IO over Redis, each a group of plain Socket.IO nodes that store nothing. */
export const peerKinds = ['pub-sub', 'sharded', 'streams'] as const;
export type PeerKind = (typeof peerKinds)[number];

/** Nodes that are one chat, over a Redis of their own. */
export interface Group {
  name: string;
  urls: string[];
  pids: number[];
  /** The lines of the nodes to Redis. */
  lines: TcpProxy[];
  place: (guests: number, rooms: number) => Promise<{ tokens: string[]; rooms: string[] }>;
  stop: () => Promise<void>;
}

async function openLines(redis: TestRedis, count: number): Promise<{ lines: TcpProxy[]; urls: string[] }> {
  const lines = Array.from({ length: count }, () => new TcpProxy(Number(new URL(redis.url).port)));
  const urls: string[] = [];
  for (const line of lines) urls.push(`redis://127.0.0.1:${await line.open()}`);
  return { lines, urls };
}

/** Where nodes reach Redis: directly, or each over a line that can be cut. */
async function reachRedis(count: number, isCuttable: boolean) {
  const redis = await startRedis();
  if (!isCuttable) return { redis, lines: [], urls: Array.from({ length: count }, () => redis.url) };
  return { redis, ...(await openLines(redis, count)) };
}

/** `count` nodes of the product on one database; one node alone has no Redis. */
export async function startProductGroup(
  database: BenchDatabase,
  directory: string,
  count: number,
  isCuttable = false,
): Promise<Group> {
  const databaseUrl = await database.create(`nodes_${count}${isCuttable ? '_cut' : ''}`);
  const reach = count === 1 ? { redis: undefined, lines: [], urls: [] } : await reachRedis(count, isCuttable);
  const nodes: ProductNode[] = [];
  for (let index = 0; index < count; index += 1) {
    const data = join(directory, `${count}-${index}-${isCuttable}`);
    await mkdir(data, { recursive: true });
    const url = reach.urls[index];
    const environment = {
      DATABASE_URL: databaseUrl,
      DATA_DIR: data,
      MAIL_WORKER: 'off',
      ...(url && { REDIS_URL: url }),
    };
    nodes.push(await ProductNode.create(`node-${index + 1}`, environment, SERVER_CORE));
  }
  const tokens: string[] = [];
  return {
    name: 'product',
    urls: nodes.map((node) => node.url),
    pids: nodes.flatMap((node) => node.pid ?? []),
    lines: reach.lines,
    place: async (guests, rooms) => {
      const missing = Math.max(0, guests - tokens.length);
      const url = nodes[0]?.url ?? '';
      const job = { kind: 'prepare' as const, url, guests: missing, rooms, token: tokens[0] };
      const made = await generate<'prepare'>(job, { limitSeconds: 120 });
      tokens.push(...made.tokens);
      return { tokens: tokens.slice(0, guests), rooms: made.rooms };
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
      await Promise.all(reach.lines.map((line) => line.close()));
      await reach.redis?.stop();
    },
  };
}

/** `count` nodes of plain Socket.IO over one of its adapters. */
export async function startPeerGroup(kind: PeerKind, count: number, isCuttable = false): Promise<Group> {
  const { redis, lines, urls: redisUrls } = await reachRedis(count, isCuttable);
  const script = fileURLToPath(new URL('../peers/socket-io-redis.js', import.meta.url));
  const peers = redisUrls.map((url) =>
    startNode(script, [kind, url], { core: SERVER_CORE, env: { NODE_ENV: 'production' } }),
  );
  const ports = await within(Promise.all(peers.map(announcedPort)), START_LIMIT_MS, `start of the peers ${kind}`);
  return {
    name: `Socket.IO, ${kind}`,
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    pids: peers.map((peer) => peer.pid),
    lines,
    place: (guests, rooms) =>
      Promise.resolve({
        tokens: Array.from({ length: guests }, () => 'guest'),
        rooms: Array.from({ length: rooms }, () => randomUUID()),
      }),
    stop: async () => {
      await Promise.all(peers.map((peer) => stop(peer.child)));
      await Promise.all(lines.map((line) => line.close()));
      await redis.stop();
    },
  };
}
