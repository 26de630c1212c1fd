import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  type SocketClient,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let socket: SocketClient;
let hot: Room;
let others: Room[];

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', DATABASE_POOL: '6' });
  ana = await enter(server.url, 'Ana');
  hot = (await ana.post<Room>('/api/rooms', { name: 'Held' })).body;
  others = [];
  for (let index = 0; index < 5; index += 1)
    others.push((await ana.post<Room>('/api/rooms', { name: `Free ${index}` })).body);
  socket = await connect(ana);
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  socket.close();
  await server.stop();
  await database.drop();
});

const message = (room: Room, text = 'x') => ({ roomId: room.id, clientMessageId: randomUUID(), text });
const texts = async (room: Room) =>
  (await database.query<{ text: string }>('SELECT text FROM message WHERE room_id = $1 ORDER BY seq', [room.id])).map(
    ({ text }) => text,
  );

/** Holds the row of a room, as somebody who looks at it with care does. */
async function hold(room: Room): Promise<{ release(): Promise<void> }> {
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

/** What is asked of the held room, again and again; ends when it is told to. */
function press(ask: () => Promise<unknown>): { stop(): Promise<number> } {
  let isOver = false;
  let asked = 0;
  const running = (async () => {
    while (!isOver) {
      await ask();
      asked += 1;
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await running;
      return asked;
    },
  };
}

describe('a room whose row somebody holds', () => {
  it('F13: is refused alone; the others are written to as if nothing was', async () => {
    const held = await hold(hot);
    const refusals: unknown[] = [];
    const pressing = Array.from({ length: 8 }, () =>
      press(async () => void refusals.push((await socket.ask('message:send', message(hot))).error?.code)),
    );
    let sent = 0;
    // Each of these waits for the one before: five lanes of work beside the held room, until it refused twice.
    await Promise.all(
      others.map(async (room) => {
        while (refusals.length < 2 * pressing.length) {
          const answer = await socket.ask('message:send', message(room));
          expect(answer.error).toBeUndefined();
          sent += 1;
        }
      }),
    );
    expect(refusals.every((code) => code === 'unavailable')).toBe(true);
    // If they had waited with the held room, there would be a handful.
    expect(sent).toBeGreaterThan(100);
    const posted = await ana.post<Message>(`/api/rooms/${hot.id}/messages`, {
      text: 'x',
      clientMessageId: randomUUID(),
    });
    expect(problemOf(posted)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(Number(posted.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await texts(hot)).toEqual([]);
    expect((await ana.get(`/api/rooms/${hot.id}/messages`)).status).toBe(200);
    await held.release();
    await waitFor('a message', async () => (await socket.ask('message:send', message(hot))).data);
    for (const one of pressing) await one.stop();
    const stored = await database.query<{ seq: number }>(
      'SELECT seq::int FROM message WHERE room_id = $1 ORDER BY seq',
      [hot.id],
    );
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_row, index) => index + 1));
  });

  it('keeps the order of what waited for it, and stores each once', async () => {
    const room = (await ana.post<Room>('/api/rooms', { name: 'Order' })).body;
    const held = await hold(room);
    const sends = Array.from({ length: 40 }, (_, index) => message(room, String(index)));
    const answers = sends.map((send) => socket.ask('message:send', send));
    // One that is sent twice at once is one.
    const again = socket.ask('message:send', sends[39] ?? message(room));
    await socket.do('message:send', message(others[0] ?? room));
    await held.release();
    const outcomes = await Promise.all(answers);
    expect(outcomes.every(({ data }) => data)).toBe(true);
    expect((await again).data?.message.id).toBe(outcomes[39]?.data?.message.id);
    expect(await texts(room)).toEqual(sends.map(({ text }) => text));
    const after = Array.from({ length: 5 }, (_, index) => message(room, `after ${index}`));
    await Promise.all(after.map((send) => socket.do('message:send', send)));
    expect(await texts(room)).toEqual([...sends, ...after].map(({ text }) => text));
  });

  it('does not take all connections with reactions to its messages and people who come in', async () => {
    const room = (await ana.post<Room>('/api/rooms', { name: 'Reactions' })).body;
    const { message: subject } = await socket.do('message:send', message(room));
    const people = await Promise.all(Array.from({ length: 12 }, () => enter(server.url)));
    const sockets = await Promise.all(people.slice(8).map((person) => connect(person)));
    const held = await hold(room);
    const emoji = ['👍', '🎉', '❤️', '😄'];
    let refused = 0;
    const pressing = people.map((person, index) =>
      press(async () => {
        const path = `/api/rooms/${room.id}/messages/${subject.id}/reactions/${encodeURIComponent(emoji[index % 4] ?? '')}`;
        const isRefused =
          index < 8
            ? (await person.put(path)).status === 503
            : (await sockets[index - 8]?.ask('room:join', { roomId: room.id }))?.error?.code === 'unavailable';
        if (isRefused) refused += 1;
      }),
    );
    let sent = 0;
    while (refused < 3 * people.length) {
      expect((await socket.ask('message:send', message(others[1] ?? room))).error).toBeUndefined();
      expect((await ana.get('/api/me')).status).toBe(200);
      await socket.do('room:join', { roomId: others[2]?.id ?? '' });
      sent += 1;
    }
    expect(sent).toBeGreaterThan(20);
    await held.release();
    for (const one of pressing) await one.stop();
    await waitFor(
      'a reaction',
      async () => (await ana.put(`/api/rooms/${room.id}/messages/${subject.id}/reactions/👀`)).status === 200,
    );
  });
});
