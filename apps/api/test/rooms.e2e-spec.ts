import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OwnUser, type Room, roomSchema } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
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

const uniqueName = () => `Café ${randomUUID().slice(0, 8)}`;
const list = async (client: HttpClient, query = '') => {
  const answer = await client.get<{ items: Room[]; nextCursor: null }>(`/api/rooms${query}`);
  return { rooms: answer.body.items.map((room) => roomSchema.parse(room)), cache: answer.headers.get('x-cache') };
};

describe('entering', () => {
  it('gives a guest a readable handle, and keeps the token only as a hash', async () => {
    expect(ana.user).toMatchObject({ displayName: 'Ana', isGuest: true, isBot: false });
    expect(rui.user.handle).toMatch(/^\p{L}+-\p{L}+-\d{4}$/u);
    const rows = await database.query<{ row: string }>('SELECT s::text AS row FROM session s');
    expect(rows.some(({ row }) => row.includes(rui.token))).toBe(false);
  });

  it('works without a body and refuses names that disguise', async () => {
    expect((await request(server.url, 'POST', '/api/session')).status).toBe(201);
    for (const displayName of ['', '   ', 'a\u202Eb', 'a\u200Bb', 'a\nb', 'x'.repeat(41), 5, { a: 1 }]) {
      expect((await request(server.url, 'POST', '/api/session', { displayName })).status).toBe(
        displayName === 'a\nb' ? 201 : 400,
      );
    }
  });

  it('changes handle, name and language; a taken or reserved handle is a conflict', async () => {
    const other = await enter(server.url);
    const handle = `zoé-${randomUUID().slice(0, 6)}x`;
    const changed = await other.patch<OwnUser>('/api/me', { handle, displayName: 'Zoé', locale: 'es' });
    expect(changed.body).toMatchObject({ handle, displayName: 'Zoé', locale: 'es' });
    expect((await other.get<OwnUser>('/api/me')).body).toEqual(changed.body);
    expect(problemOf(await rui.patch('/api/me', { handle: handle.toUpperCase() }))).toMatchObject({
      status: 409,
      code: 'conflict',
    });
    expect(problemOf(await rui.patch('/api/me', { handle: 'Todos' })).code).toBe('conflict');
    for (const bad of ['a', '-ab', 'ab.', 'a b', 'a@b', 'x'.repeat(33)])
      expect((await rui.patch('/api/me', { handle: bad })).status).toBe(400);
    expect((await rui.get<OwnUser>('/api/me')).body.handle).toBe(rui.user.handle);
  });

  it('N8: adopts no token that it did not issue', async () => {
    for (const token of ['x', 'A'.repeat(43), '', `${ana.token}x`, '../../etc']) {
      const answer = await request(server.url, 'GET', '/api/me', undefined, { authorization: `Bearer ${token}` });
      expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      await expect(connect({ url: server.url, token })).rejects.toThrow('unauthenticated');
    }
    expect((await request(server.url, 'GET', `/api/me?token=${ana.token}`)).status).toBe(401);
  });

  it('N9: ends a session at once, with its sockets, and leaves the others alone', async () => {
    const leaving = await enter(server.url);
    const [gone, stays] = [await connect(leaving), await connect(rui)];
    expect((await leaving.delete('/api/session')).status).toBe(204);
    await waitFor('the socket to close', () => !gone.socket.connected);
    expect(gone.all('session:ended')).toEqual([{ code: 'unauthenticated', message: expect.any(String) }]);
    expect((await leaving.get('/api/me')).status).toBe(401);
    await expect(connect(leaving)).rejects.toThrow('unauthenticated');
    expect(stays.socket.connected).toBe(true);
    stays.close();
  });
});

describe('rooms', () => {
  it('begins with general, which belongs to nobody', async () => {
    const general = await ana.get<Room>('/api/rooms/general');
    expect(general.body).toMatchObject({ slug: 'general', visibility: 'public', createdBy: null });
    expect((await ana.delete('/api/rooms/general')).status).toBe(403);
  });

  it('shows a new room at once, although the list is cached', async () => {
    await list(ana);
    expect((await list(ana)).cache).toBe('hit');
    const watching = await connect(rui);
    const made = await ana.post<Room>('/api/rooms', { name: uniqueName(), topic: 'Té & más' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      topic: 'Té & más',
      lastSeq: 0,
      version: 0,
      memberCount: 1,
      me: { role: 'owner', unread: 0 },
    });
    expect(made.body.slug).toMatch(/^cafe-[0-9a-f]{8}$/);
    const mine = (await list(ana)).rooms.find((room) => room.id === made.body.id);
    expect(mine).toEqual(made.body);
    const theirs = (await list(rui)).rooms.find((room) => room.id === made.body.id);
    expect(theirs).toMatchObject({ id: made.body.id });
    expect(theirs?.me).toBeUndefined();
    await waitFor('room:created', () =>
      watching.all('room:created').some(({ room }) => room.id === made.body.id && room.me === undefined),
    );
    watching.close();
  });

  it('gives the whole list as one string to somebody who is in no room', async () => {
    const stranger = await enter(server.url);
    expect((await list(stranger)).rooms.some((room) => room.slug === 'general')).toBe(true);
  });

  it('refuses an address that is taken, a name without letters, and fields that do not exist', async () => {
    const name = uniqueName();
    await ana.post('/api/rooms', { name });
    expect(problemOf(await rui.post('/api/rooms', { name: name.toUpperCase() })).code).toBe('conflict');
    for (const body of [
      { name: '!!!' },
      { name: '' },
      {},
      { name: 'x', ownerId: ana.user.id },
      { name: { $ne: 1 } },
      { name: ['x'] },
      [],
      'x',
      { name: 'x', visibility: 'secret' },
    ]) {
      expect((await ana.post('/api/rooms', body)).status).toBe(typeof body === 'string' ? 415 : 400);
    }
  });

  it('finds rooms by a part of their name, literally', async () => {
    const name = `100%_${randomUUID().slice(0, 6)}`;
    const made = await ana.post<Room>('/api/rooms', { name });
    expect((await list(rui, `?q=${encodeURIComponent('100%_')}`)).rooms.map((room) => room.id)).toEqual([made.body.id]);
    expect((await list(rui, `?q=${encodeURIComponent("x' OR 1=1 --")}`)).rooms).toEqual([]);
    expect((await rui.get('/api/rooms?sort=name')).status).toBe(400);
  });

  it('keeps a private room from everybody else', async () => {
    const watching = await connect(rui);
    const hidden = (await ana.post<Room>('/api/rooms', { name: uniqueName(), visibility: 'private' })).body;
    expect((await list(ana)).rooms.some((room) => room.id === hidden.id)).toBe(true);
    expect((await list(rui)).rooms.some((room) => room.id === hidden.id)).toBe(false);
    expect((await list(rui, `?q=${hidden.slug}`)).rooms).toEqual([]);
    for (const path of ['', '/messages', '/messages?limit=5', '/members', '/changes?after=0', '/listen']) {
      expect(problemOf(await rui.get(`/api/rooms/${hidden.id}${path}`))).toMatchObject({
        status: 404,
        code: 'not_found',
      });
    }
    const open = (await ana.post<Room>('/api/rooms', { name: uniqueName() })).body;
    await waitFor('the next room', () => watching.all('room:created').some(({ room }) => room.id === open.id));
    expect(watching.all('room:created').some(({ room }) => room.id === hidden.id)).toBe(false);
    watching.close();
  });

  it('lets the owner alone change and close it, and tells everybody', async () => {
    const room = (await ana.post<Room>('/api/rooms', { name: uniqueName() })).body;
    const watching = await connect(rui);
    expect((await rui.patch(`/api/rooms/${room.id}`, { name: 'Mine' })).status).toBe(403);
    expect((await rui.delete(`/api/rooms/${room.id}`)).status).toBe(403);
    const changed = await ana.patch<Room>(`/api/rooms/${room.id}`, { name: 'New name', topic: 'New topic' });
    expect(changed.body).toMatchObject({ name: 'New name', topic: 'New topic', slug: room.slug });
    await waitFor('room:updated', () => watching.all('room:updated').some((event) => event.room.name === 'New name'));
    expect((await ana.delete(`/api/rooms/${room.id}`)).status).toBe(204);
    await waitFor('room:deleted', () => watching.all('room:deleted').some((event) => event.room.id === room.id));
    expect((await ana.get(`/api/rooms/${room.id}`)).status).toBe(404);
    expect((await list(rui)).rooms.some((other) => other.id === room.id)).toBe(false);
    watching.close();
  });

  it('N14: sends nothing more to those who may no longer be there', async () => {
    const room = (await ana.post<Room>('/api/rooms', { name: uniqueName() })).body;
    const stranger = await enter(server.url);
    const [inside, reader] = [await connect(rui), await connect(stranger)];
    await inside.do('room:join', { roomId: room.id });
    await ana.patch(`/api/rooms/${room.id}`, { visibility: 'private' });
    await waitFor('the room to be gone', () => reader.all('room:deleted').some((event) => event.room.id === room.id));
    expect((await stranger.get(`/api/rooms/${room.id}`)).status).toBe(404);
    await ana.post(`/api/rooms/${room.id}/messages`, { text: 'private now', clientMessageId: randomUUID() });
    // A member may come back; the others may not.
    expect((await inside.do('room:join', { roomId: room.id })).messages.map((message) => message.text)).toEqual([
      'private now',
    ]);
    expect(inside.all('message:created')).toEqual([]);
    expect((await reader.ask('room:join', { roomId: room.id })).error?.code).toBe('not_found');
    inside.close();
    reader.close();
  });
});
