import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  findRedis,
  startRedis,
  startServer,
  type TestDatabase,
  type TestRedis,
  type TestServer,
  where,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';

const describeWithRedis = where({ redis: findRedis() }, describe);

const send = (room: Room) => ({ roomId: room.id, clientMessageId: randomUUID(), text: 'x' });

/** How many of many sends at once over these sockets are stored, and how many seconds that took. */
async function flood(
  sockets: Awaited<ReturnType<typeof connect>>[],
  room: Room,
  count: number,
): Promise<{ stored: number; seconds: number }> {
  const start = Date.now();
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) => sockets[index % sockets.length]!.ask('message:send', send(room))),
  );
  for (const { error } of answers)
    if (error) expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
  return { stored: answers.filter((answer) => answer.data).length, seconds: (Date.now() - start) / 1000 };
}

describe('many sockets of one person at the same moment', () => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await createDatabase();
    server = await startServer({ DATABASE_URL: database.url, LIMIT_CONNECTS_PER_MINUTE: '30' });
  });

  afterAll(async () => {
    expect(server.errors()).toEqual([]);
    await server.stop();
    await database.drop();
  });

  it('N21: opens ten of twenty that race', async () => {
    const client = await enter(server.url);
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => connect(client)));
    const open = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(open.filter((one) => one.socket.connected).length).toBe(10);
    for (const one of tries) if (one.status === 'rejected') expect(String(one.reason)).toContain('rate_limited');
    for (const one of open) one.close();
  });
});

describeWithRedis('N20: one limit for all nodes', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let nodes: TestServer[];

  beforeAll(async () => {
    database = await createDatabase();
    redis = await startRedis();
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url };
    nodes = await Promise.all(['a', 'b'].map((id) => startServer({ ...environment, INSTANCE_ID: id })));
  });

  afterAll(async () => {
    for (const node of nodes) expect(node.errors()).toEqual([]);
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.stop();
    await database.drop();
  });

  it('counts the sends of a person at both together, and each alone while Redis is dead', async () => {
    const first = nodes[0]!;
    const person = await enter(first.url);
    const room = (await person.post<Room>('/api/rooms', { name: 'Both' })).body;
    const sockets = await Promise.all(nodes.map((node) => connect({ url: node.url, token: person.token })));
    const together = await flood(sockets, room, 30);
    expect(together.stored).toBeGreaterThanOrEqual(5);
    expect(together.stored).toBeLessThanOrEqual(5 + Math.ceil(together.seconds));
    const other = await enter(first.url);
    const others = await Promise.all(nodes.map((node) => connect({ url: node.url, token: other.token })));
    redis.kill('SIGKILL');
    const apart = await flood(others, room, 30);
    expect(apart.stored).toBeGreaterThanOrEqual(5);
    expect(apart.stored).toBeLessThanOrEqual(nodes.length * (5 + Math.ceil(apart.seconds)));
    for (const socket of [...sockets, ...others]) socket.close();
  });
});
