import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { sendForm } from './send-form.js';

type Answer = (response: ServerResponse) => void;

let server: Server;
let answer: Answer;
let bodies: string[];

beforeEach(async () => {
  bodies = [];
  server = createServer((request, response) => {
    let body = '';
    response.setHeader('Access-Control-Allow-Origin', '*');
    // Whoever watches a transfer to another origin asks for leave first.
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    return request.on('end', () => {
      bodies.push(body);
      answer(response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function send(signal = new AbortController().signal) {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const shares: number[] = [];
  const sent = sendForm({
    url: `http://127.0.0.1:${port}/`,
    form: { fields: { key: 'k/1', policy: 'p' } },
    file: new Blob(['the bytes'], { type: 'image/png' }),
    fileName: 'café.png',
    onProgress: (share) => shares.push(share),
    signal,
  });
  return { sent, shares };
}

describe('sending a form with the bytes of a picture', () => {
  it('sends the fields in their order and the bytes last, and tells how far it is', async () => {
    answer = (response) => response.writeHead(204).end();
    const { sent, shares } = send();
    await sent;
    const names = [...(bodies[0] ?? '').matchAll(/name="(\w+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['key', 'policy', 'file']);
    expect(bodies[0]).toContain('the bytes');
    expect(shares.at(-1)).toBe(1);
  });

  it('gives the reason of the API in its own words, with how long to wait', async () => {
    const problem = { type: 'about:blank', title: 'x', status: 429, detail: 'x', code: 'rate_limited', requestId: 'r' };
    answer = (response) => response.writeHead(429).end(JSON.stringify({ ...problem, retryAfterMs: 5_000 }));
    await expect(send().sent).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 5_000 });
  });

  it.each([
    [403, 'forbidden'],
    [413, 'too_large'],
    [503, 'unavailable'],
  ])('understands the status %i of a store that answers otherwise', async (status, code) => {
    answer = (response) => response.writeHead(status).end('<Error/>');
    await expect(send().sent).rejects.toMatchObject({ code });
  });

  it('is stopped when the picture is taken back', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    await expect(send(controller.signal).sent).rejects.toMatchObject({ name: 'AbortError' });
  });
});
