import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessagePage, Room } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  findRedis,
  type HttpClient,
  startRedis,
  startServer,
  type TestDatabase,
  type TestRedis,
  type TestServer,
  waitFor,
  where,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';

const describeWithRedis = where({ redis: findRedis() }, describe);

let database: TestDatabase;
let redis: TestRedis;
let nodes: TestServer[];
let ana: HttpClient;
let room: Room;

async function read(node: TestServer): Promise<{ cache: string | null; texts: string[] }> {
  const answer = await fetch(`${node.url}/api/rooms/${room.id}/messages?limit=10`, {
    headers: { authorization: `Bearer ${ana.token}` },
  });
  const page = (await answer.json()) as MessagePage;
  return { cache: answer.headers.get('x-cache'), texts: page.items.map(({ text }) => text) };
}

const send = (text: string) =>
  ana.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() }).then(({ status }) => status);

describeWithRedis('a Redis that was only silent for a while', () => {
  beforeAll(async () => {
    database = await createDatabase();
    redis = await startRedis();
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, LIMITS: 'off' };
    nodes = await Promise.all(['a', 'b'].map((id) => startServer({ ...environment, INSTANCE_ID: id })));
    ana = await enter(nodes[0]!.url, 'Ana');
    room = (await ana.post<Room>('/api/rooms', { name: 'Silent Redis' })).body;
  });

  afterAll(async () => {
    redis.kill('SIGCONT');
    for (const node of nodes) expect(node.errors()).toEqual([]);
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.stop();
    await database.drop();
  });

  it('shows nobody the list that it has kept from before', async () => {
    const other = nodes[1]!;
    expect(await send('before')).toBe(201);
    await waitFor('the list in Redis', async () => (await read(other)).cache === 'hit');
    redis.kill('SIGSTOP');
    for (let count = 0; count < 4; count += 1) expect(await read(other)).toEqual({ cache: 'miss', texts: ['before'] });
    expect(await send('meanwhile')).toBe(201);
    redis.kill('SIGCONT');
    const hit = await waitFor('an answer from Redis', async () => {
      const page = await read(other);
      expect(page.texts).toEqual(['before', 'meanwhile']);
      return page.cache === 'hit' && page;
    });
    expect(hit.texts).toEqual(['before', 'meanwhile']);
  });
});
