/**
 * Several nodes as one chat on this machine, without containers: nginx as the only door, API nodes, Redis or Valkey,
 * PostgreSQL; all on loopback, with every file in a temporary folder. Tests and the bench use it as operators do.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ClusterNode } from './cluster-node.mjs';
import { startNginx } from './nginx.mjs';
import { findAnswerer, findPrograms, freePort, lastLine, startProgram, waitUntilReady } from './programs.mjs';

/** Connections that a node may open besides its pool: for moving the tables on, and for listening. */
const CONNECTIONS_BESIDE = 8;
const POOL = 12;
const SEEN_LIMIT_MS = 30_000;

/**
 * Starts everything and waits until it answers.
 * @param {object} options
 * @param {number} [options.count] of nodes; they are named node-1, node-2, …
 * @param {number} [options.port] of the door; absent: a free one.
 * @param {Record<string, string>} [options.environment] of the nodes. Its DATABASE_URL and REDIS_URL are used instead of own ones.
 * @param {(line: string) => void} [options.onProgress]
 * @param {(line: string) => void} [options.onDeath] a node ended that nobody had asked to.
 * @param {AbortSignal} [options.signal] ends a start that is under way.
 * @throws {Error} that names the part that did not start, and the last line of its log; nothing is left of the others.
 */
export async function startCluster({
  count = 2,
  port,
  environment = {},
  onProgress = () => {},
  onDeath = () => {},
  signal,
} = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'tertulia-cluster-'));
  // PostgreSQL and nginx's workers may run as other users, who must be able to pass.
  chmodSync(directory, 0o755);
  const parts = { doors: [], nodes: [], stores: [] };
  const stop = () => stopAll(parts, directory);
  try {
    const database = environment.DATABASE_URL ?? (await startDatabase(directory, count, parts.stores, onProgress));
    signal?.throwIfAborted();
    const redis = environment.REDIS_URL ?? (await startRedis(directory, parts.stores, onProgress, signal));
    onProgress('Starting ' + count + (count === 1 ? ' node …' : ' nodes …'));
    const shared = { ...environment, DATABASE_URL: database, REDIS_URL: redis };
    parts.nodes.push(...(await prepareNodes({ count, directory, environment: shared, onDeath })));
    await startNodes(parts.nodes, signal);
    const { nginx } = findPrograms();
    onProgress('Starting ' + nginx + ' …');
    const url = await startNginx({
      program: nginx,
      directory,
      port: port ?? (await freePort()),
      nodes: parts.nodes,
      parts: parts.doors,
      signal,
    });
    return { url, nodes: parts.nodes, redis, database, directory, ...controls(url, parts.nodes), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What can be done to the nodes of a cluster that runs. */
function controls(url, nodes) {
  const find = (id) => {
    const node = nodes.find((one) => one.id === id);
    if (!node) throw new Error('There is no ' + id + '; the nodes are ' + nodes.map((one) => one.id).join(', ') + '.');
    return node;
  };
  const startNode = async (id) => {
    await find(id).start();
    await waitUntilSeen(url, id);
  };
  /** Lets a node leave in order, starts it again and waits until the door leads to it. */
  const restartNode = async (id) => {
    const node = find(id);
    const code = await node.stop();
    const reason = lastLine(node.log);
    await startNode(id);
    if (code !== 0) throw new Error(id + ' did not leave in order (exit code ' + code + '): ' + reason);
  };
  return {
    startNode,
    killNode: async (id, signal) => find(id).kill(signal),
    restartNode,
    /** One node at a time, so that the others are there all the time; ends at the first that does not come back. */
    rollingRestart: async (onProgress = () => {}) => {
      for (const { id } of nodes) {
        onProgress('Restarting ' + id + ' …');
        await restartNode(id);
      }
    },
  };
}

async function startDatabase(directory, count, parts, onProgress) {
  onProgress('Starting PostgreSQL …');
  const { startEmbeddedPostgres } = await import('../../apps/api/dist/database/embedded-postgres.js');
  const settings = { max_connections: String(Math.max(100, 20 + count * (POOL + CONNECTIONS_BESIDE))) };
  const database = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), settings });
  parts.push(database);
  return database.url;
}

async function startRedis(directory, parts, onProgress, signal) {
  const { redis: program } = findPrograms();
  onProgress('Starting ' + program + ' …');
  const port = await freePort();
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', directory];
  const part = startProgram({ name: 'redis', program, args, directory });
  parts.push(part);
  await waitUntilReady(part, () => readFileSync(part.log, 'utf8').includes('Ready to accept connections'), signal);
  return 'redis://127.0.0.1:' + port;
}

async function prepareNodes({ count, directory, environment, onDeath }) {
  const nodes = [];
  for (let number = 1; number <= count; number += 1) {
    const own = {
      TRUST_PROXY_HOPS: '1',
      // All nodes keep and serve the same pictures.
      DATA_DIR: join(directory, 'data'),
      // They share this machine, so each has its pages for operators at a port of its own.
      ...(environment.METRICS_PORT && { METRICS_PORT: String(Number(environment.METRICS_PORT) + number - 1) }),
    };
    const port = await freePort();
    const id = 'node-' + number;
    nodes.push(new ClusterNode({ id, port, directory, environment: { ...environment, ...own }, onDeath }));
  }
  return nodes;
}

/** The first alone, since it makes the tables; all have come to an end of their start when this fails. */
async function startNodes([first, ...others], signal) {
  await first.start(signal);
  const results = await Promise.allSettled(others.map((node) => node.start(signal)));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

/** Waits until requests through the door meet a node. */
async function waitUntilSeen(url, id) {
  const deadline = Date.now() + SEEN_LIMIT_MS;
  while ((await findAnswerer(url + '/api/instance')) !== id) {
    if (Date.now() > deadline) throw new Error('The door did not lead to ' + id + ' in time.');
    await wait(50);
  }
}

/** From the door inwards, so that nobody loses what it needs to leave in order. */
async function stopAll({ doors, nodes, stores }, directory) {
  while (doors.length > 0) await doors.pop().stop();
  await Promise.all(nodes.map((node) => node.stop()));
  while (stores.length > 0) await stores.pop().stop();
  rmSync(directory, { recursive: true, force: true });
}
