import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { type JobResult, SIGNATURE_HEADER } from '@tertulia/contract';
import { ResultRefusedError, ResultsClient, ResultsUnavailableError } from './results-client.js';
import { isSigned, sign } from './signature.js';

const SECRET = 'a secret of thirty-two characters';
const result: JobResult = { kind: 'rejection', uploadId: '0197c1f0-0000-7000-8000-000000000001', reason: 'damaged' };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers with these statuses in turn, the last one for ever; 0: not at all. */
async function startApi(
  ...statuses: number[]
): Promise<{ client: ResultsClient; seen: { body: string; isSigned: boolean }[] }> {
  const seen: { body: string; isSigned: boolean }[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const header = request.headers[SIGNATURE_HEADER.toLowerCase()];
      seen.push({ body, isSigned: isSigned(SECRET, body, String(header), new Date()) });
      const status = statuses[Math.min(seen.length, statuses.length) - 1] ?? 204;
      if (status > 0) response.writeHead(status).end();
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const settings = {
    url: `http://127.0.0.1:${port}`,
    secret: SECRET,
    timeoutMs: statuses.includes(0) ? 50 : 10_000,
    firstRestMs: 1,
  };
  return { client: new ResultsClient(settings), seen };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('sending a result', () => {
  it('signs exactly what it sends', async () => {
    const { client, seen } = await startApi(204);
    await client.send(result);
    expect(seen).toEqual([{ body: JSON.stringify(result), isSigned: true }]);
  });

  it('tries again what may pass, and is signed each time', async () => {
    const { client, seen } = await startApi(503, 429, 204);
    await client.send(result);
    expect(seen.map((one) => one.isSigned)).toEqual([true, true, true]);
  });

  it('gives up after three tries, also when nobody answers', async () => {
    const broken = await startApi(500);
    await expect(broken.client.send(result)).rejects.toBeInstanceOf(ResultsUnavailableError);
    expect(broken.seen).toHaveLength(3);
    const silent = await startApi(0);
    await expect(silent.client.send(result)).rejects.toBeInstanceOf(ResultsUnavailableError);
    expect(silent.seen).toHaveLength(3);
  });

  it('does not repeat what will never be taken', async () => {
    for (const status of [400, 401, 404]) {
      const { client, seen } = await startApi(status);
      await expect(client.send(result)).rejects.toBeInstanceOf(ResultRefusedError);
      expect(seen).toHaveLength(1);
    }
  });

  it('ends when it is told to', async () => {
    const { client } = await startApi(0);
    const stopping = new AbortController();
    const sending = client.send(result, stopping.signal);
    stopping.abort();
    await expect(sending).rejects.toBeInstanceOf(ResultsUnavailableError);
  });
});

describe('a signature', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

  it('is of one body, one secret and one moment', () => {
    const header = sign(SECRET, 'body', now);
    expect(isSigned(SECRET, 'body', header, later(299))).toBe(true);
    expect(isSigned(SECRET, 'body', header, later(-299))).toBe(true);
    expect(isSigned(SECRET, 'body', header, later(301))).toBe(false);
    expect(isSigned(SECRET, 'Body', header, now)).toBe(false);
    expect(isSigned(`${SECRET}!`, 'body', header, now)).toBe(false);
    expect(isSigned(SECRET, 'body', header.replace(/t=\d+/, `t=${Math.floor(later(60).getTime() / 1_000)}`), now)).toBe(
      false,
    );
    for (const nonsense of [undefined, '', 't=1', header.toUpperCase(), `${header} `, header.slice(0, -1)])
      expect(isSigned(SECRET, 'body', nonsense, now)).toBe(false);
  });
});
