import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessagePage, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  findRedis,
  type HttpClient,
  request,
  startRedis,
  startServer,
  type TestDatabase,
  type TestRedis,
  type TestServer,
  waitFor,
  where,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

const describeWithRedis = where({ redis: findRedis() }, describe);

let database: TestDatabase;
let redis: TestRedis;
let server: TestServer;
let ana: HttpClient;
let room: Room;
let client: Redis;

const post = () => ana.post(`/api/rooms/${room.id}/messages`, { text: 'x', clientMessageId: randomUUID() });
const newest = () => ana.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=10`);
const logged = (text: string) =>
  server
    .log()
    .split('\n')
    .filter((line) => line.includes(text));
const linesOf = (text: string) => logged(text).length;
/** What the cache was said to be away for, but for answers that a busy machine gave too late. */
const otherCauses = () => logged('The cache is away').filter((line) => !line.includes('Command timed out'));

/** Everything that leans on the cache, over and over. */
async function useAll(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const answers = [await post(), await newest(), await ana.get('/api/rooms'), await ana.get('/api/me')];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    const seqs = (await newest()).body.items.map(({ seq }) => seq);
    expect(seqs.at(-1)).toBe(seqs[0]! + seqs.length - 1);
  }
}

describeWithRedis('a Redis that answers and is no use', () => {
  beforeAll(async () => {
    database = await createDatabase();
    redis = await startRedis();
    client = new Redis(redis.url);
    server = await startServer({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      LIMIT_MESSAGES_PER_SECOND: '1000',
      LIMIT_MESSAGE_BURST: '1000',
      LIMIT_HISTORY_PER_MINUTE: '10000',
    });
    ana = await enter(server.url, 'Ana');
    room = (await ana.post<Room>('/api/rooms', { name: 'Cache' })).body;
    await useAll(1);
  });

  afterAll(async () => {
    expect(server.errors()).toEqual([]);
    client.disconnect();
    await server.stop();
    await redis.stop();
    await database.drop();
  });

  it.each([
    [
      'out of memory',
      async () => {
        await client.config('SET', 'maxmemory-policy', 'noeviction');
        await client.config('SET', 'maxmemory', '1');
      },
      () => client.config('SET', 'maxmemory', '0'),
    ],
    ['read-only', () => client.replicaof('127.0.0.1', '1'), () => client.replicaof('NO', 'ONE')],
  ])('F7: %s, is as if it were not there, says so once, and heals', async (_name, harm, mend) => {
    const [before, healed] = [linesOf('takes nothing new'), linesOf('takes new values')];
    await harm();
    await useAll(8);
    const socket = await connect(ana);
    expect((await socket.ask('room:join', { roomId: room.id })).error).toBeUndefined();
    socket.close();
    expect(linesOf('takes nothing new')).toBe(before + 1);
    expect((await request(server.url, 'GET', '/api/health/ready')).status).toBe(200);
    await mend();
    await waitFor('the cache to heal', async () => {
      await post();
      return linesOf('takes new values') === healed + 1;
    });
    await waitFor('a hit', async () => (await newest()).headers.get('x-cache') === 'hit');
    expect(otherCauses()).toEqual([]);
  });

  it('F7: keys of the wrong type and poisoned values keep nobody from the others', async () => {
    for (const key of await client.keys('*')) await client.del(key).then(() => client.hset(key, 'wrong', 'type'));
    await useAll(8);
    for (const key of await client.keys('*')) {
      const type = await client.type(key);
      await client.del(key);
      await (type === 'list' ? client.rpush(key, '{"id":') : client.set(key, 'not a number'));
    }
    await useAll(8);
    await waitFor('a hit', async () => (await newest()).headers.get('x-cache') === 'hit');
    expect(otherCauses()).toEqual([]);
  });

  it('F5: while it hangs, is asked no more than now and then, and said to be away once', async () => {
    const [before, back] = [linesOf('The cache is away'), linesOf('The cache is back')];
    redis.kill('SIGSTOP');
    await useAll(12);
    // Newest pages that nobody can cache are read once for all who ask for them together.
    const pages = await Promise.all(Array.from({ length: 100 }, newest));
    expect(pages.every(({ status }) => status === 200)).toBe(true);
    expect(linesOf('The cache is away')).toBe(before + 1);
    redis.kill('SIGCONT');
    await waitFor('the cache to be back', async () => {
      await newest();
      return linesOf('The cache is back') > back;
    });
    await useAll(2);
  });
});
