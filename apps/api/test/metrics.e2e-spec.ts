import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import type { Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  findRedis,
  freePort,
  type HttpClient,
  problemOf,
  request,
  type SocketClient,
  startRedis,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
  where,
} from '@tertulia/testing';
import { parseScrape, type Scrape } from './prometheus-text.js';

let database: TestDatabase;
let server: TestServer;
let operators: string;
let ana: HttpClient;
let socket: SocketClient;
let room: Room;

const more: TestServer[] = [];
async function startMore(environment: Record<string, string>): Promise<TestServer> {
  const started = await startServer(environment);
  more.push(started);
  return started;
}

const read = async (url = operators): Promise<string> => (await request<string>(url, 'GET', '/metrics')).body;
const scrape = async (): Promise<Scrape> => parseScrape(await read());
const send = (text: string, clientMessageId: string = randomUUID()) =>
  socket.do('message:send', { roomId: room.id, clientMessageId, text });

beforeAll(async () => {
  database = await createDatabase();
  const port = await freePort();
  operators = `http://127.0.0.1:${port}`;
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', METRICS_PORT: String(port) });
  ana = await enter(server.url, 'Anastasia Wanderer');
  room = (await ana.post<Room>('/api/rooms', { name: 'Quiet harbour' })).body;
  socket = await connect(ana);
  await socket.do('room:join', { roomId: room.id });
});

afterAll(async () => {
  await Promise.all(more.map((one) => one.kill('SIGKILL')));
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

describe('the metrics of a node', () => {
  it('are text of Prometheus: each described once, no series twice, buckets that add up', async () => {
    const answer = await request<string>(operators, 'GET', '/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const { types, samples } = parseScrape(answer.body);
    expect([...types.keys()]).toEqual(
      expect.arrayContaining(['process_cpu_seconds_total', 'nodejs_heap_size_used_bytes']),
    );
    for (const [name, type] of types) expect(type === 'counter').toBe(name.endsWith('_total') && !isResource(name));
    const whole = samples.filter(({ name, labels }) => name.endsWith('_bucket') && labels['le'] === '+Inf');
    expect(whole.length).toBeGreaterThan(3);
    for (const { name, labels, value } of whole) {
      const { le: _le, ...others } = labels;
      const isOwn = (sample: { labels: Record<string, string> }) =>
        Object.entries(others).every(([label, text]) => sample.labels[label] === text);
      const buckets = samples.filter((sample) => sample.name === name && isOwn(sample)).map((sample) => sample.value);
      expect(buckets).toEqual(buckets.toSorted((left, right) => left - right));
      const count = samples.find((sample) => sample.name === name.replace('_bucket', '_count') && isOwn(sample));
      expect(count?.value).toBe(value);
    }
  });

  it('count a message once where it was stored, and not where it was not', async () => {
    const before = await scrape();
    const [clientMessageId, other] = [randomUUID(), randomUUID()];
    await send('hello', clientMessageId);
    await send('hello', clientMessageId);
    await send('something else', clientMessageId).catch(() => undefined);
    await socket
      .do('message:send', { roomId: other, clientMessageId: other, text: 'to nowhere' })
      .catch(() => undefined);
    const after = await waitFor('the delivery', async () => {
      const now = await scrape();
      return delivered(now, 'local') > delivered(before, 'local') && now;
    });
    const moved = (outcome: string) =>
      after.value('chat_messages_total', { outcome }) - before.value('chat_messages_total', { outcome });
    expect(['stored', 'replayed', 'conflict', 'not_found', 'held', 'internal'].map(moved)).toEqual([1, 1, 1, 1, 0, 0]);
    const count = 'chat_message_store_duration_seconds_count';
    expect(after.value(count) - before.value(count)).toBe(2);
    expect(delivered(after, 'local') - delivered(before, 'local')).toBe(1);
    expect(delivered(after, 'remote')).toBe(0);
  });

  it('know who is here and how they came', async () => {
    const before = await scrape();
    expect(before.value('websocket_connections')).toBe(1);
    expect(before.value('chat_rooms_followed')).toBe(1);
    await expect(connect({ url: server.url, token: 'nonsense' })).rejects.toThrow();
    const second = await connect(ana);
    const after = await scrape();
    const outcome = (name: string) =>
      after.value('websocket_handshakes_total', { outcome: name }) -
      before.value('websocket_handshakes_total', { outcome: name });
    expect([outcome('accepted'), outcome('unauthenticated'), outcome('foreign_origin')]).toEqual([1, 1, 0]);
    expect(after.value('websocket_connections')).toBe(2);
    second.close();
    await waitFor('its end', async () => (await scrape()).value('websocket_connections') === 1);
  });

  it('know the cache, the pool and what waits', async () => {
    await ana.get(`/api/rooms/${room.id}/messages?limit=10`);
    await ana.get(`/api/rooms/${room.id}/messages?limit=10`);
    const now = await scrape();
    expect(now.value('cache_requests_total', { cache: 'recent_messages', result: 'hit' })).toBeGreaterThan(0);
    expect(now.value('database_pool_connections', { state: 'total' })).toBeGreaterThan(0);
    expect(now.value('mail_quota_per_day')).toBe(200);
    expect(now.value('outbox_waiting', { queue: 'mail' })).toBe(0);
    expect(now.value('node_ready')).toBe(1);
    expect(now.value('node_bus_healthy')).toBe(1);
    await waitFor('the own line', async () => (await scrape()).value('chat_nodes', { state: 'ready' }) === 1);
  });

  it('have as many series after 50 paths that nobody made as before, and after methods that nobody knows', async () => {
    await ana.get('/api/nowhere');
    await request(server.url, 'GET', '/nowhere/first');
    await request(server.url, 'PROPFIND', '/nowhere/first').catch(() => undefined);
    const before = (await scrape()).samples.filter(({ name }) => name.startsWith('http_'));
    for (let index = 0; index < 50; index += 1) {
      await ana.get(`/api/nowhere/${index}`);
      await request(server.url, 'GET', `/nowhere/${randomUUID()}`);
      await ana.get(`/api/rooms/${randomUUID()}`);
    }
    for (const method of ['PROPFIND', 'MKCOL', 'LOCK'])
      await request(server.url, method, `/x${method}`).catch(() => undefined);
    const text = await read();
    const after = parseScrape(text).samples.filter(({ name }) => name.startsWith('http_'));
    expect(text).not.toMatch(/nowhere|PROPFIND|MKCOL/);
    const byRoom = after.filter(({ labels }) => labels['route'] === '/api/rooms/:room');
    expect(after.length - byRoom.length).toBe(before.length);
    const routes = new Set(after.map(({ labels }) => labels['route']));
    expect(routes).toContain('other');
    for (const route of routes) expect(route).toMatch(/^(other|\/[\w/:*.-]*)$/);
    expect(
      parseScrape(text).value('http_request_duration_seconds_count', { route: '/api/rooms/:room', code: '404' }),
    ).toBe(50);
  });

  it('say nothing of a person, a room or an address', async () => {
    await send('a secret recipe for @nobody');
    const text = await read();
    for (const secret of [
      ana.user.id,
      ana.user.handle,
      'Anastasia',
      ana.token,
      room.id,
      room.slug,
      'recipe',
      '127.0.0.1',
      new URL(database.url).pathname.slice(1),
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});

describe('where the metrics are', () => {
  it('is not the public port when operators have one of their own', async () => {
    const answer = await request(server.url, 'GET', '/metrics');
    expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is the public port of a developer who set no other, and never that in production', async () => {
    const own = await startMore({ DATABASE_URL: database.url });
    expect(parseScrape(await read(own.url)).value('tertulia_build_info')).toBe(1);
    const production = await startMore({ DATABASE_URL: database.url, NODE_ENV: 'production', MAIL_DRIVER: 'off' });
    const answer = await request(production.url, 'GET', '/metrics');
    expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
  });
});

where({ redis: findRedis() }, describe)('metrics of two nodes over one Redis', () => {
  it('tell on each node whether what it delivered was committed there', async () => {
    const redis = await startRedis();
    const ports = [await freePort(), await freePort()] as const;
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, LIMITS: 'off' };
    const here = await startMore({ ...environment, INSTANCE_ID: 'here', METRICS_PORT: String(ports[0]) });
    const there = await startMore({ ...environment, INSTANCE_ID: 'there', METRICS_PORT: String(ports[1]) });
    const [sender, reader] = [
      await connect({ url: here.url, token: ana.token }),
      await connect({ url: there.url, token: ana.token }),
    ];
    for (const one of [sender, reader]) await one.do('room:join', { roomId: room.id });
    const now = (port: number) => read(`http://127.0.0.1:${port}`).then(parseScrape);
    await waitFor('the bus', async () => (await now(ports[0])).value('node_bus_healthy') === 1);
    await sender.do('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: 'over there' });
    await waitFor('the message there', () => reader.all('message:created').length === 1);
    const [ownSide, otherSide] = [await now(ports[0]), await now(ports[1])];
    expect([delivered(ownSide, 'local'), delivered(ownSide, 'remote')]).toEqual([1, 0]);
    expect([delivered(otherSide, 'local'), delivered(otherSide, 'remote')]).toEqual([0, 1]);
    expect(ownSide.value('node_bus_messages_total', { direction: 'sent' })).toBeGreaterThan(0);
    expect(otherSide.value('node_bus_messages_total', { direction: 'received' })).toBeGreaterThan(0);
    expect(otherSide.value('chat_delivery_lag_seconds_sum', { origin: 'remote' })).toBeLessThan(10);
    await Promise.all([here.stop(), there.stop()]);
    await redis.stop();
  });
});

describe('metrics while the database is away', () => {
  it('are still told, without figures that nobody knows', async () => {
    const door = await openDoor(Number(new URL(database.url).port));
    const url = new URL(database.url);
    url.port = String(door.port);
    const port = await freePort();
    await startMore({ DATABASE_URL: url.href, METRICS_PORT: String(port) });
    const ready = async () => parseScrape(await read(`http://127.0.0.1:${port}`)).value('node_ready');
    await waitFor('a node that is ready', async () => (await ready()) === 1);
    door.close();
    await waitFor('a node that is not', async () => (await ready()) === 0);
    const text = await waitFor('queues that nobody knows', async () => {
      const now = await read(`http://127.0.0.1:${port}`);
      return !now.includes('outbox_waiting{') && now;
    });
    expect(parseScrape(text).types.has('outbox_waiting')).toBe(true);
    expect(parseScrape(text).value('process_resident_memory_bytes')).toBeGreaterThan(0);
  });
});

const delivered = (now: Scrape, origin: string) => now.value('chat_delivery_lag_seconds_count', { origin });
/** Gauges whose name the library ends as if they were counters. */
const isResource = (name: string) => /^nodejs_active_\w+_total$/.test(name);

/** A way to the database that can be shut. */
async function openDoor(target: number): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => sockets.add(socket) && socket.on('error', () => undefined);
  const door: Server = createServer((near) => {
    const far = keep(connectTcp(target, '127.0.0.1'));
    keep(near).pipe(far).pipe(near);
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => {
      door.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
