/**
 * The topology of docker-compose.yml without containers: nginx as the only door, two API nodes, Redis or Valkey,
 * PostgreSQL; all on loopback, on free ports, with every file in a temporary folder.
 */
import { spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './product.mjs';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 8_000;
/** Debian keeps nginx where only root looks. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/opt/homebrew/bin'];

/** The programs of the machine that the topology needs; one that is missing is undefined. */
export function findPrograms() {
  return { nginx: findProgram('nginx'), redis: findProgram('redis-server') ?? findProgram('valkey-server') };
}

function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS].filter(Boolean);
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Fills in `${NAME}` as the nginx image does: only names that are given, so that nginx's own variables stay. */
export function fillTemplate(text, values) {
  return text.replace(/\$\{([A-Z_0-9]+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * Writes the configuration of nginx for this machine into a folder.
 * @param {{directory: string, listen: string, nodes: [string, string]}} options
 * @returns the path of its main file.
 */
export function writeNginxConfiguration({ directory, listen, nodes }) {
  const read = (name) => readFileSync(join(root, 'ops', 'nginx', name), 'utf8');
  const site = { LISTEN: listen, NODE_1: nodes[0], NODE_2: nodes[1], NODE_OPTIONS: '', RESOLVER: '' };
  writeFileSync(join(directory, 'tertulia.conf'), fillTemplate(read('tertulia.conf.template'), site));
  const main = join(directory, 'nginx.conf');
  writeFileSync(main, fillTemplate(read('native.conf.template'), { DIRECTORY: directory, USER_LINE: userLine() }));
  return main;
}

/** Started by root, nginx works as nobody; started by anyone else, as that one. */
function userLine() {
  if (process.getuid?.() !== 0) return '';
  const isDebian = readFileSync('/etc/group', 'utf8').includes('\nnogroup:');
  return 'user nobody ' + (isDebian ? 'nogroup' : 'nobody') + ';';
}

/**
 * Starts everything and waits until it answers.
 * @param {{environment?: Record<string, string>, port?: number, onProgress?: (line: string) => void}} options
 */
export async function startTopology({ environment = {}, port, onProgress = () => {} } = {}) {
  const programs = findPrograms();
  if (!programs.nginx || !programs.redis)
    throw new Error('nginx and redis-server (or valkey-server) must be installed.');
  const directory = mkdtempSync(join(tmpdir(), 'tertulia-topology-'));
  // PostgreSQL and nginx's workers may run as other users, who must be able to pass.
  chmodSync(directory, 0o755);
  const parts = [];
  const stop = () => stopAll(parts, directory);
  try {
    onProgress('Starting PostgreSQL …');
    const { startEmbeddedPostgres } = await import('../apps/api/dist/database/embedded-postgres.js');
    const database = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres') });
    parts.push(database);
    onProgress('Starting ' + programs.redis + ' …');
    const redis = await startRedis(programs.redis, directory, parts);
    onProgress('Starting two nodes …');
    const shared = { ...environment, DATABASE_URL: database.url, REDIS_URL: redis };
    const nodes = await Promise.all(['node-1', 'node-2'].map((id) => startNode(id, directory, shared, parts)));
    onProgress('Starting ' + programs.nginx + ' …');
    const url = await startNginx(programs.nginx, directory, port ?? (await freePort()), nodes, parts);
    return { url, nodes, directory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startRedis(program, directory, parts) {
  const port = await freePort();
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', directory];
  const part = startProgram('redis', program, args, directory);
  parts.push(part);
  await waitFor(part, () => readFileSync(part.log, 'utf8').includes('Ready to accept connections'));
  return 'redis://127.0.0.1:' + port;
}

async function startNode(id, directory, environment, parts) {
  const port = await freePort();
  const own = {
    INSTANCE_ID: id,
    PORT: String(port),
    HOST: '127.0.0.1',
    TRUST_PROXY_HOPS: '1',
    // Both nodes keep and serve the same pictures.
    DATA_DIR: join(directory, 'data'),
    DRAIN_MS: '500',
  };
  const part = startProgram(id, process.execPath, [join(root, 'apps', 'api', 'dist', 'main.js')], directory, {
    ...own,
    ...environment,
  });
  parts.push(part);
  const url = 'http://127.0.0.1:' + port;
  await waitFor(part, () => answers(url + '/api/health/ready'));
  return {
    id,
    url,
    port,
    pid: part.pid,
    address: '127.0.0.1:' + port,
    kill: (signal) => part.kill(signal),
    log: part.log,
  };
}

async function startNginx(program, directory, port, nodes, parts) {
  const configuration = writeNginxConfiguration({
    directory,
    listen: '127.0.0.1:' + port,
    nodes: nodes.map(({ address }) => address),
  });
  const part = startProgram('nginx', program, ['-p', directory, '-c', configuration, '-e', 'stderr'], directory);
  parts.push(part);
  const url = 'http://127.0.0.1:' + port;
  await waitFor(part, () => answers(url + '/api/health/live'));
  return url;
}

/** A child in a group of its own, so that Ctrl+C reaches us alone and everything is ended in order. */
function startProgram(name, program, args, directory, environment = {}) {
  const log = join(directory, name + '.log');
  const output = openSync(log, 'a');
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TMPDIR'].flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
  );
  const child = spawn(program, args, {
    cwd: directory,
    detached: true,
    env: { ...inherited, ...environment },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let hasEnded = false;
  const ended = new Promise((resolve) => {
    const settle = () => {
      hasEnded = true;
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  const kill = async (signal) => {
    if (!hasEnded) child.kill(signal);
    await ended;
  };
  const stop = async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await kill('SIGTERM');
    clearTimeout(timer);
  };
  return { name, pid: child.pid, log, kill, stop, hasEnded: () => hasEnded };
}

async function waitFor(part, isReady) {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isReady())) {
    const reason = readFileSync(part.log, 'utf8').trim().split('\n').at(-1);
    if (part.hasEnded()) throw new Error(part.name + ' ended at its start: ' + reason);
    if (Date.now() > deadline) throw new Error(part.name + ' was not ready in time: ' + reason);
    await wait(50);
  }
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** From the door inwards, so that nobody loses what it needs to leave in order. */
async function stopAll(parts, directory) {
  while (parts.length > 0) await parts.pop().stop();
  rmSync(directory, { recursive: true, force: true });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
