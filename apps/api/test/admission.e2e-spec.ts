import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connect,
  createDatabase,
  enter,
  type HttpAnswer,
  type HttpClient,
  problemOf,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { connect as connectTcp } from 'node:net';

const POLLING = '/socket.io/?EIO=4&transport=polling';
const RATE = 20;

let database: TestDatabase;

beforeAll(async () => void (database = await createDatabase()));
afterAll(() => database.drop());

const handshake = (server: TestServer, headers: Record<string, string> = {}) =>
  request(server.url, 'GET', POLLING, undefined, headers);

/** What is answered to an upgrade, as text, until the server ends the connection or switches protocols. */
function upgrade(server: TestServer, headers: string[] = []): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(server.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.startsWith('HTTP/1.1 101')) socket.destroy();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    const lines = [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

/** The problem in a raw answer. */
function problemIn(text: string) {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const headers = new Headers(
    head
      .split('\r\n')
      .slice(1)
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return { headers, problem: problemOf({ status: 0, headers, body: JSON.parse(body) as unknown }) };
}

function expectRefusal({ headers, body, status }: HttpAnswer): number {
  const problem = problemOf({ status, headers, body });
  expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
  expect(status).toBe(503);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(headers.get('x-instance-id')).toBe('door');
  expect(headers.get('x-request-id')).toBe(problem.requestId);
  return problem.retryAfterMs ?? 0;
}

describe('letting sockets in', () => {
  let server: TestServer;
  let ana: HttpClient;

  beforeAll(async () => {
    server = await startServer({
      DATABASE_URL: database.url,
      LIMITS: 'off',
      HANDSHAKES_PER_SECOND: String(RATE),
      INSTANCE_ID: 'door',
      ALLOWED_ORIGINS: 'https://chat.example.com',
    });
    ana = await enter(server.url, 'Ana');
  });

  afterAll(async () => {
    expect(server.errors()).toEqual([]);
    await server.stop();
  });

  it('G17: admits a burst and then the rate, and tells the others when to come back, each another time', async () => {
    const neighbour = await connect(ana);
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 6 * RATE }, () => handshake(server)));
    const seconds = (performance.now() - begun) / 1_000;
    const admitted = answers.filter(({ status }) => status === 200);
    expect(admitted.length).toBeGreaterThanOrEqual(RATE / 2);
    // One is taken for the neighbour; a token may have come just before the first and just after the last.
    expect(admitted.length).toBeLessThanOrEqual(RATE + Math.ceil(seconds * RATE) + 1);
    const delays = answers.filter(({ status }) => status !== 200).map(expectRefusal);
    expect(delays.length).toBe(answers.length - admitted.length);
    expect(new Set(delays).size).toBeGreaterThan(delays.length / 4);
    expect(neighbour.socket.connected).toBe(true);
    expect((await ana.get('/api/me')).status).toBe(200);
    neighbour.close();
  });

  it('refuses an upgrade in the same words, and lets it in when its time has come', async () => {
    const refused = await waitFor('a refusal', async () => {
      const texts = await Promise.all(Array.from({ length: 2 * RATE }, () => upgrade(server)));
      return texts.find((text) => text.startsWith('HTTP/1.1 503 '));
    });
    const { headers, problem } = problemIn(refused);
    expectRefusal({ status: 503, headers, body: problem });
    const socket = await waitFor('a place', () => connect(ana).catch(() => undefined));
    expect(socket.all('session:ready')[0]?.user.id).toBe(ana.user.id);
    socket.close();
  });

  it('takes no place for what is no new session, and for a foreign origin', async () => {
    const sid = await waitFor('a session', async () => {
      const { status, body } = await handshake(server);
      return status === 200 ? /"sid":"([^"]+)"/.exec(String(body))?.[1] : undefined;
    });
    const packet = await request(server.url, 'POST', `${POLLING}&sid=${sid}`, '3', { 'content-type': 'text/plain' });
    expect(packet).toMatchObject({ status: 200, body: 'ok' });
    await waitFor('no places', async () => {
      const answers = await Promise.all(Array.from({ length: 2 * RATE }, () => handshake(server)));
      return answers.some(({ status }) => status === 503);
    });
    // The session that is there goes on while no new one is let in.
    const again = await request(server.url, 'POST', `${POLLING}&sid=${sid}`, '3', { 'content-type': 'text/plain' });
    expect(again.status).toBe(200);
    const origin = 'https://evil.test';
    const foreign = await Promise.all(Array.from({ length: 3 * RATE }, () => handshake(server, { origin })));
    expect(foreign.every(({ status }) => status === 403)).toBe(true);
    expect(await upgrade(server, [`Origin: ${origin}`])).toMatch(/^HTTP\/1.1 400 /);
    const friend = await waitFor('a refusal', async () => {
      const answers = await Promise.all(
        Array.from({ length: 2 * RATE }, () => handshake(server, { origin: 'https://chat.example.com' })),
      );
      return answers.find(({ status }) => status === 503);
    });
    expect(friend.headers.get('access-control-allow-origin')).toBe('https://chat.example.com');
    // An empty session id is a new session.
    const empty = await Promise.all(
      Array.from({ length: 3 * RATE }, () => request(server.url, 'GET', `${POLLING}&sid=`)),
    );
    expect(empty.some(({ status }) => status === 503)).toBe(true);
  });
});

describe('a node whose event loop is behind', () => {
  it('F22: is unready and lets nobody in, goes on with those who are there, and is well again by itself', async () => {
    const server = await startServer({
      DATABASE_URL: database.url,
      LIMITS: 'off',
      INSTANCE_ID: 'door',
      EVENT_LOOP_LIMIT_MS: '500',
    });
    const ana = await enter(server.url, 'Ana');
    const ready = () => request<string>(server.url, 'GET', '/api/health/ready');
    const inside = await waitFor('a socket', () => connect(ana).catch(() => undefined));
    await waitFor('calm', async () => (await ready()).status === 200);
    // As a block of the loop is: nothing of the process goes on for a while.
    process.kill(server.pid, 'SIGSTOP');
    const meanwhile = handshake(server);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    process.kill(server.pid, 'SIGCONT');
    expectRefusal(await meanwhile);
    expect(await ready()).toMatchObject({ status: 503, body: expect.stringContaining('event loop: behind') });
    expect((await request(server.url, 'GET', '/api/health/live')).status).toBe(200);
    expect((await ana.get('/api/me')).status).toBe(200);
    expect((await inside.do('room:leave', { roomId: crypto.randomUUID() })) satisfies object).toEqual({});
    await waitFor('calm', async () => (await ready()).status === 200);
    expect((await ready()).body).toContain('event loop: ok');
    (await connect(ana)).close();
    expect(inside.socket.connected).toBe(true);
    inside.close();
    await server.stop();
  });
});

describe('without a limit', () => {
  it('LIMITS=off admits as many as come', async () => {
    const server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', INSTANCE_ID: 'door' });
    const answers = await Promise.all(Array.from({ length: 260 }, () => handshake(server)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await server.stop();
  });
});
