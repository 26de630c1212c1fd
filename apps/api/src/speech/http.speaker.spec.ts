import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isSigned } from '@tertulia/worker/signature';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pino } from 'pino';
import { HttpSpeaker } from './http.speaker.js';

const SECRET = 'known to the API and to the function';
const spoken = { key: `speech/${'a'.repeat(64)}.wav`, contentType: 'audio/wav', voice: 'test' };

let server: Server;
let speaker: HttpSpeaker;
let answer: (response: ServerResponse) => void;
let asked: { body: string; isSigned: boolean }[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  speaker = open();
});

afterEach(() => {
  speaker.close();
  server.closeAllConnections();
  server.close();
});

const open = (timeoutMs?: number) =>
  new HttpSpeaker({ url: `${addressOf(server)}/speak`, secret: SECRET, timeoutMs }, pino({ level: 'silent' }));

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const header = request.headers['x-tertulia-signature'];
  asked.push({ body, isSigned: isSigned(SECRET, body, typeof header === 'string' ? header : undefined, new Date()) });
  answer(response);
}

function addressOf(one: Server): string {
  const address = one.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const say = (status: number, body: unknown) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('the function that speaks, called over HTTP', () => {
  it('gets a signed text and is believed in its form', async () => {
    answer = say(200, spoken);
    expect(await speaker.speak('Ana: Hola.')).toEqual(spoken);
    expect(asked).toEqual([{ body: '{"text":"Ana: Hola."}', isSigned: true }]);
  });

  it('is asked once more when it is busy, and not when it refuses', async () => {
    answer = (response) => say(asked.length === 1 ? 503 : 200, spoken)(response);
    expect(await speaker.speak('Hola.')).toEqual(spoken);
    expect(asked).toHaveLength(2);
    answer = say(401, {});
    await expect(speaker.speak('Hola.')).rejects.toMatchObject({ code: 'unavailable' });
    answer = say(400, {});
    await expect(speaker.speak('Hola.')).rejects.toMatchObject({ code: 'conflict' });
    expect(asked).toHaveLength(4);
  });

  it('is not waited for without end', async () => {
    answer = () => undefined;
    await expect(open(100).speak('Hola.')).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterMs: expect.any(Number),
    });
    expect(asked).toHaveLength(2);
  });

  it('is not believed when it answers without end or sends us elsewhere', async () => {
    answer = (response) => response.writeHead(200).end('x'.repeat(100_000));
    await expect(speaker.speak('Hola.')).rejects.toMatchObject({ code: 'unavailable' });
    answer = (response) => response.writeHead(307, { location: `${addressOf(server)}/elsewhere` }).end();
    await expect(speaker.speak('Hola.')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveLength(4);
  });

  it('is left alone after failures in a row', async () => {
    answer = say(500, {});
    for (let failure = 0; failure < 5; failure += 1)
      await expect(speaker.speak('Hola.')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveLength(10);
    await expect(speaker.speak('Hola.')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveLength(10);
  });
});
