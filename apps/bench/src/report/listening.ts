import { once } from 'node:events';
import { createServer } from 'node:net';
import { within } from '../load/waiting.js';

/** Whether a server says that it is ready; any failure is a no. */
export async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await within(once(server, 'listening'), 5_000, 'search for a free port');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
