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

/** A session with little time left, as one that was opened long ago has. */
async function enterBriefly(seconds: number): Promise<HttpClient> {
  const guest = await enter(server.url);
  const token = randomBytes(32).toString('base64url');
  await database.query(
    `INSERT INTO session (id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
    [randomUUID(), guest.user.id, createHash('sha256').update(token).digest(), seconds],
  );
  return new HttpClient(server.url, token, guest.user);
}

const isOver = (client: HttpClient) =>
  waitFor('the end of the session', async () => (await client.get('/api/me')).status === 401);

describe('a session whose time is over', () => {
  it('N10: is refused over HTTP, for new sockets and for tickets, although it was in the cache', async () => {
    const guest = await enterBriefly(5);
    expect((await guest.get('/api/me')).status).toBe(200);
    await isOver(guest);
    await expect(connect(guest)).rejects.toThrow('unauthenticated');
    expect(problemOf(await guest.post('/api/stream-ticket', {})).code).toBe('unauthenticated');
  });

  it('N10: stores nothing more from a socket that was open, and closes it', async () => {
    const guest = await enterBriefly(8);
    const room = await openRoom();
    const socket = await connect(guest, { reconnection: true });
    await socket.do('room:join', { roomId: room.id });
    await isOver(guest);
    const answer = await socket
      .ask('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: 'late' })
      .catch(() => undefined);
    expect(answer?.data).toBeUndefined();
    expect(await database.query('SELECT 1 FROM message WHERE room_id = $1', [room.id])).toEqual([]);
    await waitFor('the close', () => !socket.socket.connected);
    expect(socket.all('session:ended')[0]?.code).toBe('unauthenticated');
    socket.close();
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
