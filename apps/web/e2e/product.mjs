// Starts and ends the built product as its users do, in a process and a data directory of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const READY_MS = 180_000;
const STOP_MS = 15_000;

/** A port of this machine that nobody listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One installation: `start`, `crash`, and start again over the same data. */
export async function prepareProduct() {
  const dataDir = await mkdtemp(join(tmpdir(), 'tertulia-e2e-'));
  const [port, webPort] = [await freePort(), await freePort()];
  // Where the same pages may be served from by somebody else, as from a CDN.
  const webOrigin = `http://127.0.0.1:${webPort}`;
  let child;
  return {
    url: `http://localhost:${port}`,
    webOrigin,
    async start() {
      child = await startProcess(port, dataDir, webOrigin);
    },
    async crash() {
      await endProcess(child, 'SIGKILL');
    },
    async close() {
      await endProcess(child, 'SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function startProcess(port, dataDir, webOrigin) {
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LIMITS: 'off',
    // Browsers and products share this machine: a node that waits for its turn is not to turn people away.
    EVENT_LOOP_LIMIT_MS: '0',
    ALLOWED_ORIGINS: webOrigin,
    NODE_ENV: 'development',
  };
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'INSTANCE_ID']) delete env[name];
  // A group of its own, so that a kill meets the whole product and nothing else.
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`The product was not ready in time:\n${output}`)), READY_MS);
    const read = (chunk) => {
      output += chunk;
      if (!output.includes('is ready at')) return;
      clearTimeout(timer);
      resolve(child);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The product ended with ${code}:\n${output}`));
    });
  });
}

async function endProcess(child, signal) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, signal);
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
