import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  listen,
  problemOf,
  request,
  type SocketClient,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import pg from 'pg';

let database: TestDatabase;
let keeper: TestServer;
let ana: HttpClient;
let room: Room;

beforeAll(async () => {
  database = await createDatabase();
  keeper = await start('keeper');
  ana = await enter(keeper.url, 'Ana');
  room = (await ana.post<Room>('/api/rooms', { name: 'Stop' })).body;
});

afterAll(async () => {
  expect(keeper.errors()).toEqual([]);
  await keeper.stop();
  await database.drop();
});

const start = (name: string, environment: Record<string, string> = {}) =>
  startServer({ DATABASE_URL: database.url, LIMITS: 'off', INSTANCE_ID: name, ...environment });
const at = (server: TestServer, client = ana) => ({ url: server.url, token: client.token });
const message = () => ({ roomId: room.id, clientMessageId: randomUUID(), text: 'x' });
const isReady = async (server: TestServer) => (await request(server.url, 'GET', '/api/health/ready')).status === 200;
const storedIds = async () =>
  new Set(
    (
      await database.query<{ id: string }>('SELECT client_message_id AS id FROM message WHERE room_id = $1', [room.id])
    ).map(({ id }) => id),
  );

/** Sends one message after the other until the socket is gone; what was acknowledged and what was refused. */
async function sendOn(client: SocketClient): Promise<{ acknowledged: string[]; refused: string[]; unknown: string[] }> {
  const outcome = { acknowledged: [] as string[], refused: [] as string[], unknown: [] as string[] };
  while (client.socket.connected) {
    const request = message();
    const gone = new Promise<undefined>((resolve) => client.socket.once('disconnect', () => resolve(undefined)));
    const answer = await Promise.race([client.ask('message:send', request).catch(() => undefined), gone]);
    const list = answer?.data ? outcome.acknowledged : answer?.error ? outcome.refused : outcome.unknown;
    if (answer?.error) expect(answer.error.code).toBe('unavailable');
    list.push(request.clientMessageId);
  }
  return outcome;
}

/** Holds the row of a room, as somebody who looks at it with care does. */
async function hold(): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM room WHERE id = $1 FOR UPDATE', [room.id]);
  return {
    release: async () => {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

describe('stopping a node', () => {
  it('G17: with 200 sockets at work tells each when to come back, and what was acknowledged is stored', async () => {
    const node = await start('busy', { DRAIN_MS: '1500' });
    const people = await Promise.all(Array.from({ length: 20 }, () => enter(node.url)));
    const sockets: SocketClient[] = [];
    for (let index = 0; index < 200; index += 1) {
      const transports: ['polling'] | ['websocket'] = index % 20 === 0 ? ['polling'] : ['websocket'];
      sockets.push(await connect(at(node, people[index % people.length]), { transports }));
    }
    await Promise.all(sockets.map((socket) => socket.do('room:join', { roomId: room.id })));
    const sending = sockets.slice(0, 50).map(sendOn);
    await waitFor('work', () => (sockets[199]?.versions(room.id).length ?? 0) > 100);
    const stopping = node.kill('SIGTERM');
    const outcomes = await Promise.all(sending);
    expect(await stopping).toBe(0);
    await waitFor('the closes', () => sockets.every(({ socket }) => !socket.connected));
    const stored = await storedIds();
    const acknowledged = outcomes.flatMap((outcome) => outcome.acknowledged);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    // Refused means that nothing was done; a send that was taken is answered before its socket goes.
    expect(outcomes.flatMap((outcome) => outcome.refused).filter((id) => stored.has(id))).toEqual([]);
    expect(outcomes.flatMap((outcome) => outcome.unknown).filter((id) => stored.has(id))).toEqual([]);
    const told = sockets.map((socket) => socket.all('server:draining'));
    expect(told.every((events) => events.length === 1)).toBe(true);
    const delays = told.map(([event]) => event?.reconnectInMs ?? -1);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1_500);
    expect(new Set(delays).size).toBeGreaterThan(100);
    expect(node.errors()).toEqual([]);
  });

  it('answers a send that was under way, on its socket and over HTTP, before it goes', async () => {
    const node = await start('slow', { DRAIN_MS: '1000' });
    const socket = await connect(at(node));
    const held = await hold();
    const request = message();
    const asked = socket.ask('message:send', request);
    const posted = fetch(`${node.url}/api/rooms/${room.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ana.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'posted', clientMessageId: randomUUID() }),
    });
    await waitFor('the wait for the room', async () => {
      const rows = await database.query(`SELECT 1 FROM pg_stat_activity
                                         WHERE datname = current_database() AND wait_event_type = 'Lock'`);
      return rows.length > 0;
    });
    const stopping = node.kill('SIGTERM');
    await waitFor('the word', () => socket.all('server:draining').length > 0);
    await held.release();
    expect((await asked).data?.message.text).toBe('x');
    const answer = await posted;
    expect(answer.status).toBe(201);
    const { clientMessageId } = (await answer.json()) as Message;
    expect(await stopping).toBe(0);
    const stored = await storedIds();
    expect([stored.has(request.clientMessageId), stored.has(clientMessageId)]).toEqual([true, true]);
  });

  it('is red at once, lets sockets in for a while if asked to, and sends kept connections elsewhere', async () => {
    const node = await start('patient', { DRAIN_MS: '2000', DRAIN_DELAY_MS: '4000' });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const kept = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        get(`${node.url}/api/instance`, { agent }, (response) => {
          response.resume();
          response.on('end', () => resolve(response));
        }).on('error', reject);
      });
    expect((await kept()).headers.connection).not.toBe('close');
    const stopping = node.kill('SIGTERM');
    await waitFor('red', async () => !(await isReady(node)));
    expect((await request(node.url, 'GET', '/api/health/live')).status).toBe(200);
    const late = await connect(at(node));
    expect((await kept()).headers.connection).toBe('close');
    // Then the door is closed, in words that a balancer and a client understand.
    const refused = await waitFor('the refusal', async () => {
      const answer = await request(node.url, 'GET', '/socket.io/?EIO=4&transport=polling');
      return answer.status === 200 ? undefined : answer;
    });
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'unavailable', retryAfterMs: expect.any(Number) });
    expect(refused.headers.get('connection')).toBe('close');
    await waitFor('the word', () => late.all('server:draining').length === 1);
    // Supervisors repeat their signal.
    expect(await node.kill('SIGTERM')).toBe(0);
    expect(await stopping).toBe(0);
    agent.destroy();
  });

  it('ends event streams with a time to come back, and opens no more', async () => {
    const node = await start('streams', { DRAIN_MS: '3000' });
    const address = `${node.url}/api/rooms/${room.id}/listen`;
    const headers = { authorization: `Bearer ${ana.token}` };
    const response = await fetch(address, { headers });
    const socket = await connect(at(node));
    const stopping = node.kill('SIGTERM');
    const text = await response.text();
    expect(text).toMatch(/event: hello/);
    expect(text).toMatch(/retry: \d+\n\n$/);
    const again = await listen(address, headers);
    expect(again.status).toBe(503);
    expect(await stopping).toBe(0);
    await waitFor('the close', () => !socket.socket.connected);
  });

  it('does not wait for those who do not read, or never finish asking', async () => {
    const node = await start('rude', { DRAIN_MS: '100' });
    const rude = [
      'GET /api/me HTTP/1.1\r\nHost: x\r\nX-Slow: ',
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    ].map((text) => {
      const socket = connectTcp(node.port, '127.0.0.1', () => socket.write(text));
      socket.on('error', () => undefined).pause();
      return socket;
    });
    const socket = await connect(at(node));
    await waitFor('the connections', () => rude.every((one) => one.bytesWritten > 0));
    expect(await node.kill('SIGTERM')).toBe(0);
    await waitFor('the word', () => socket.all('server:draining').length === 1);
    for (const one of rude) one.destroy();
  });
});
