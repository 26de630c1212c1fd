import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Message,
  type MessagePage,
  messagePageSchema,
  messageSchema,
  type OwnUser,
  type Room,
} from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  HttpClient,
  problemOf,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { createHash, randomBytes, randomUUID } from 'node:crypto';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let rui: HttpClient;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  ana = await enter(server.url, 'Ana');
  rui = await enter(server.url, 'Rui');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const openRoom = async () => (await ana.post<Room>('/api/rooms', { name: `People ${randomUUID().slice(0, 8)}` })).body;
const send = async (client: HttpClient, room: Room, text: string, replyToId?: string): Promise<Message> =>
  messageSchema.parse(
    (await client.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID(), replyToId })).body,
  );
const pageOf = async (client: HttpClient, room: Room, query: string): Promise<MessagePage> =>
  messagePageSchema.parse((await client.get(`/api/rooms/${room.id}/messages?${query}`)).body);

describe('changing a name', () => {
  it('shows on messages sent from then on over a socket that was open before', async () => {
    const room = await openRoom();
    const renamed = await enter(server.url, 'Before');
    const [sender, listener] = [await connect(renamed), await connect(rui)];
    for (const socket of [sender, listener]) await socket.do('room:join', { roomId: room.id });
    expect((await renamed.patch<OwnUser>('/api/me', { displayName: 'After' })).status).toBe(200);
    const { message } = await sender.do('message:send', {
      roomId: room.id,
      clientMessageId: randomUUID(),
      text: 'who am I',
    });
    await waitFor('the message', () => listener.all('message:created').length > 0);
    expect(message.author.displayName).toBe('After');
    expect(listener.all('message:created')[0]?.message.author.displayName).toBe('After');
    sender.close();
    listener.close();
  });

  it('gives the cached newest ten and the database the same names', async () => {
    const room = await openRoom();
    const renamed = await enter(server.url, 'Before');
    for (let index = 0; index < 12; index += 1) await send(renamed, room, `${index}`);
    await pageOf(rui, room, 'limit=10');
    await renamed.patch('/api/me', { displayName: 'After' });
    const log = (await pageOf(rui, room, 'limit=50')).items.slice(-10);
    await waitFor(
      'the cache to follow',
      async () => JSON.stringify((await pageOf(rui, room, 'limit=10')).items) === JSON.stringify(log),
    );
  });
});

/** A session that was opened long ago and ends in so many seconds, or ended so many seconds ago. */
async function enterLongAgo(endsIn: number): Promise<{ client: HttpClient; sessionId: string }> {
  const guest = await enter(server.url);
  const [sessionId, token] = [randomUUID(), randomBytes(32).toString('base64url')];
  await database.query(
    `INSERT INTO session (id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
    [sessionId, guest.user.id, createHash('sha256').update(token).digest(), endsIn],
  );
  return { client: new HttpClient(server.url, token, guest.user), sessionId };
}

const daysLeft = async (sessionId: string): Promise<number> => {
  const [row] = await database.query<{ days: number }>(
    'SELECT extract(epoch FROM expires_at - now())::float8 / 86400 AS days FROM session WHERE id = $1',
    [sessionId],
  );
  return row?.days ?? Number.NaN;
};

describe('a session whose time is over', () => {
  it('N10: is refused over HTTP, for new sockets and for tickets, and its use does not renew it', async () => {
    const { client, sessionId } = await enterLongAgo(-1);
    expect(problemOf(await client.get('/api/me')).code).toBe('unauthenticated');
    await expect(connect(client)).rejects.toThrow('unauthenticated');
    expect(problemOf(await client.post('/api/stream-ticket', {})).code).toBe('unauthenticated');
    expect(await daysLeft(sessionId)).toBeLessThan(0);
  });

  it('is renewed by use once more than half of it is over, and not before', async () => {
    const old = await enterLongAgo(60);
    expect((await old.client.get('/api/me')).status).toBe(200);
    expect(await daysLeft(old.sessionId)).toBeGreaterThan(29);
    const younger = await enterLongAgo(20 * 86_400);
    expect((await younger.client.get('/api/me')).status).toBe(200);
    expect(await daysLeft(younger.sessionId)).toBeLessThan(20);
  });

  it('N10: ends an open socket also on a node that nobody can tell of it', async () => {
    // Nothing listens on port 1: a node whose Redis is away.
    const alone = await startServer({ DATABASE_URL: database.url, REDIS_URL: 'redis://127.0.0.1:1', LIMITS: 'off' });
    try {
      const { client, sessionId } = await enterLongAgo(60);
      const socket = await connect(new HttpClient(alone.url, client.token, client.user), { reconnection: true });
      await database.query(`UPDATE session SET expires_at = now() - interval '1 second' WHERE id = $1`, [sessionId]);
      await waitFor('the close', () => !socket.socket.connected);
      expect(socket.all('session:ended')[0]?.code).toBe('unauthenticated');
      socket.close();
    } finally {
      await alone.stop();
    }
  });
});

describe('a reply', () => {
  it('shows nothing of a message that was deleted since, neither from the cache nor from the database', async () => {
    const room = await openRoom();
    const secret = await send(rui, room, 'a secret that is taken back');
    await send(ana, room, 'an answer', secret.id);
    await pageOf(rui, room, 'limit=10');
    expect((await rui.delete(`/api/rooms/${room.id}/messages/${secret.id}`)).status).toBe(200);
    for (const query of ['limit=10', 'limit=50', 'around=1'])
      expect(JSON.stringify(await pageOf(ana, room, query))).not.toContain('a secret');
    expect(JSON.stringify((await ana.get(`/api/rooms/${room.id}/changes?after=0`)).body)).not.toContain('a secret');
    const joined = await connect(ana);
    expect(JSON.stringify(await joined.do('room:join', { roomId: room.id }))).not.toContain('a secret');
    joined.close();
  });

  it('takes nothing from another room', async () => {
    const [here, closed] = [
      await openRoom(),
      (await rui.post<Room>('/api/rooms', { name: `Hidden ${randomUUID().slice(0, 8)}`, visibility: 'private' })).body,
    ];
    const hidden = await send(rui, closed, 'hidden');
    const answer = await ana.post(`/api/rooms/${here.id}/messages`, {
      text: 'x',
      clientMessageId: randomUUID(),
      replyToId: hidden.id,
    });
    expect(problemOf(answer).code).toBe('not_found');
    expect(JSON.stringify(answer.body)).not.toContain('hidden');
    expect(await database.query('SELECT 1 FROM message WHERE room_id = $1', [here.id])).toEqual([]);
  });
});

describe('joining with a version from the future', () => {
  it('gives the newest page, so that a client of a restored database recovers', async () => {
    const room = await openRoom();
    await send(ana, room, 'one');
    const socket = await connect(rui);
    const joined = await socket.do('room:join', { roomId: room.id, afterVersion: 1_000_000 });
    expect(joined).toMatchObject({ version: 1, lastSeq: 1, reset: true });
    expect(joined.messages.map((message) => message.text)).toEqual(['one']);
    socket.close();
  });
});
