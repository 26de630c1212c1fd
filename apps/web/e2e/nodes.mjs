// Two nodes of the built product over one PostgreSQL and one Redis, with a door in front that leads to whichever is ready.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './product.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const READY_MS = 60_000;
const DRAIN_MS = '3000';

/** Starts everything; `close` ends it and removes its data. */
export async function prepareNodes() {
  const folder = await mkdtemp(join(tmpdir(), 'tertulia-nodes-'));
  // As root the database runs under another account, which has to be able to enter.
  await chmod(folder, 0o755);
  const { startEmbeddedPostgres } = await import('../../api/dist/database/embedded-postgres.js');
  const database = await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres') });
  const redisPort = await freePort();
  const redis = await start('redis-server', redisArguments(redisPort), {}, /Ready to accept connections/i);
  const door = await openDoor();
  const nodes = new Map();
  const startNode = async (name) => {
    const port = await freePort();
    const environment = {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: join(folder, name),
      DATABASE_URL: database.url,
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      INSTANCE_ID: name,
      ALLOWED_ORIGINS: door.url,
      LIMITS: 'off',
      NODE_ENV: 'development',
      JOBS_DRIVER: 'off',
      MAIL_DRIVER: 'off',
      DRAIN_MS,
    };
    const child = await start(process.execPath, ['apps/api/dist/main.js'], environment, /ready at/);
    nodes.set(name, child);
    door.add(name, port);
  };
  for (const name of ['node-a', 'node-b']) await startNode(name);
  return {
    url: door.url,
    door,
    /** Ends one node, at once or after it took leave. */
    end: (name, signal) => end(nodes.get(name), signal),
    startNode,
    async close() {
      for (const child of nodes.values()) await end(child, 'SIGKILL');
      door.close();
      await end(redis, 'SIGKILL');
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const redisArguments = (port) => ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];

/** Passes requests and sockets on to a node that says it is ready, and can refuse handshakes as a full node does. */
async function openDoor() {
  const ports = new Map();
  const sockets = new Set();
  const door = { handshakes: 0, isRefusing: false };
  const refuses = ({ url }) => {
    if (!url.startsWith('/socket.io')) return false;
    if (!url.includes('sid=')) door.handshakes += 1;
    return door.isRefusing;
  };
  const find = async () => {
    for (const port of ports.values()) if (await isReady(port)) return port;
    return undefined;
  };
  const server = http.createServer(async (request, response) => {
    const port = refuses(request) ? undefined : await find();
    if (port === undefined) return void response.writeHead(503, { 'Retry-After': '1' }).end();
    const { method, url, headers } = request;
    const onward = http.request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('upgrade', async (request, socket, head) => {
    socket.on('error', () => {});
    const port = refuses(request) ? undefined : await find();
    if (port === undefined)
      return void socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n');
    const lines = request.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []));
    const onward = net.connect(port, '127.0.0.1', () => {
      onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(socket);
    onward.on('error', () => {});
    for (const one of [socket, onward])
      one.on('close', () => {
        sockets.delete(socket);
        socket.destroy();
        onward.destroy();
      });
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(door, {
    url: `http://localhost:${port}`,
    add: (name, nodePort) => ports.set(name, nodePort),
    /** Breaks every socket that goes through. */
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: () => {
      door.cut();
      server.closeAllConnections();
      server.close();
    },
  });
}

async function isReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/api/health/ready`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

function start(program, args, environment, ready) {
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = () => reject(new Error(`${program} did not become ready:\n${output}`));
    const timer = setTimeout(fail, READY_MS);
    const read = (chunk) => {
      output += chunk;
      if (!ready.test(output)) return;
      clearTimeout(timer);
      resolve(child);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', fail);
    child.once('exit', fail);
  });
}

async function end(child, signal) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}
