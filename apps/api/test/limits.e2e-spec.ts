import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  problemOf,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';

let database: TestDatabase;
let server: TestServer;
let room: Room;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({
    DATABASE_URL: database.url,
    LIMIT_ROOMS_PER_SOCKET: '3',
    LIMIT_CONNECTS_PER_MINUTE: '30',
    LIMIT_SESSIONS_PER_MINUTE: '40',
  });
  room = (await (await enter(server.url)).post<Room>('/api/rooms', { name: 'Limits' })).body;
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const message = () => ({ roomId: room.id, clientMessageId: randomUUID(), text: 'x' });

describe('limits, which are on unless somebody turns them off', () => {
  it('N19: lets a burst through, refuses the rest with a time to wait, and the neighbour notices nothing', async () => {
    const [loud, calm] = [await connect(await enter(server.url)), await connect(await enter(server.url))];
    const answers = await Promise.all(Array.from({ length: 40 }, () => loud.ask('message:send', message())));
    const refused = answers.flatMap((answer) => (answer.error ? [answer.error] : []));
    expect(answers.slice(0, 5).every((answer) => answer.data)).toBe(true);
    expect(refused.length).toBeGreaterThanOrEqual(30);
    for (const error of refused) {
      expect(error.code).toBe('rate_limited');
      expect(error.retryAfterMs).toBeGreaterThan(0);
    }
    const stored = await database.query<{ count: number }>('SELECT count(*)::int FROM message');
    expect(stored[0]?.count).toBe(answers.length - refused.length);
    expect((await calm.ask('message:send', message())).error).toBeUndefined();
    loud.close();
    calm.close();
  });

  it('N20: counts all sockets and HTTP of a person together', async () => {
    const client = await enter(server.url);
    const sockets = [await connect(client), await connect(client)];
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, (_, index) =>
        sockets[index % 2]!.ask('message:send', message()).then((answer) => !answer.error),
      ),
      ...Array.from({ length: 10 }, () =>
        client
          .post(`/api/rooms/${room.id}/messages`, { text: 'x', clientMessageId: randomUUID() })
          .then((answer) => answer.status === 201),
      ),
    ]);
    expect(answers.filter(Boolean).length).toBeLessThanOrEqual(8);
    const refusal = await client.post(`/api/rooms/${room.id}/messages`, { text: 'x', clientMessageId: randomUUID() });
    expect(problemOf(refusal)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    for (const socket of sockets) socket.close();
  });

  it('N19: closes for good who goes on in spite of the answers', async () => {
    const client = await enter(server.url);
    const socket = await connect(client, { reconnection: true });
    const flood = setInterval(() => {
      for (let index = 0; index < 20; index += 1) socket.socket.emit('message:send', message(), () => undefined);
    }, 20);
    await waitFor('the end', () => socket.all('session:ended').length > 0, 60_000);
    clearInterval(flood);
    expect(socket.all('session:ended')[0]?.code).toBe('rate_limited');
    await waitFor('the close', () => !socket.socket.connected);
    socket.close();
  });

  it('N21: bounds sockets per person and rooms per socket; what is open stays', async () => {
    const client = await enter(server.url);
    const sockets = [];
    for (let index = 0; index < 10; index += 1) sockets.push(await connect(client));
    await expect(connect(client)).rejects.toThrow('rate_limited');
    expect(sockets.every((socket) => socket.socket.connected)).toBe(true);
    const owner = await enter(server.url);
    const rooms = [];
    for (let index = 0; index < 4; index += 1)
      rooms.push((await owner.post<Room>('/api/rooms', { name: `Many ${index}` })).body);
    const socket = sockets[0]!;
    for (const one of rooms.slice(0, 3)) await socket.do('room:join', { roomId: one.id });
    expect((await socket.ask('room:join', { roomId: rooms[3]!.id })).error?.code).toBe('rate_limited');
    expect((await socket.ask('room:join', { roomId: rooms[0]!.id })).data).toBeDefined();
    for (const one of sockets) one.close();
    expect((await owner.post('/api/rooms', { name: 'The fifth' })).status).toBe(201);
    expect(problemOf(await owner.post('/api/rooms', { name: 'The sixth' })).code).toBe('rate_limited');
  });

  it('N39: does not believe an address that a client claims', async () => {
    const answers = [];
    for (let index = 0; index < 60; index += 1) {
      answers.push(await request(server.url, 'POST', '/api/session', {}, { 'x-forwarded-for': `10.0.0.${index}` }));
    }
    expect(answers.filter((answer) => answer.status === 429).length).toBeGreaterThan(0);
  });
});
