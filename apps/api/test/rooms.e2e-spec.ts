import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Message, type MessagePage, type OwnUser, type Room, roomSchema } from '@tertulia/contract';
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
    expect(changed.body).toMatchObject({ name: 'New name', topic: 'New topic', slug: 'new-name' });
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

const say = (client: HttpClient, room: Room, text: string, clientMessageId: string = randomUUID()) =>
  client.post<Message>(`/api/rooms/${room.id}/messages`, { text, clientMessageId });
const openRoom = async (overrides: object = {}) =>
  roomSchema.parse((await ana.post('/api/rooms', { name: uniqueName(), ...overrides })).body);

describe('a new name', () => {
  it('is a new address, and the old one leads to the room at every gate', async () => {
    const room = await openRoom();
    const watching = await connect(rui);
    const name = uniqueName();
    const changed = (await ana.patch<Room>(`/api/rooms/${room.slug}`, { name })).body;
    expect(changed).toMatchObject({ id: room.id, name, slug: name.toLowerCase().replace('é', 'e').replace(' ', '-') });
    const told = await waitFor('room:updated', () =>
      watching.all('room:updated').find((event) => event.room.id === room.id),
    );
    expect(told.room.slug).toBe(changed.slug);
    await say(ana, room, 'x');
    for (const path of ['', '/messages', '/messages?limit=5', '/members', '/changes?after=0'])
      expect((await rui.get(`/api/rooms/${room.slug}${path}`)).status).toBe(200);
    expect((await rui.get<Room>(`/api/rooms/${room.slug}`)).body).toMatchObject({ id: room.id, slug: changed.slug });
    // Again: nothing new, and the address that is in use is not history.
    expect((await ana.patch<Room>(`/api/rooms/${room.id}`, { name })).body.slug).toBe(changed.slug);
    expect(await database.query('SELECT slug FROM room_slug_history WHERE room_id = $1', [room.id])).toEqual([
      { slug: room.slug },
    ]);
    watching.close();
  });

  it('gives the old address up to a room that takes it, and back when that one is gone', async () => {
    const first = await openRoom();
    const renamed = (await ana.patch<Room>(`/api/rooms/${first.id}`, { name: uniqueName() })).body;
    const second = (await rui.post<Room>('/api/rooms', { name: first.name })).body;
    expect(second.slug).toBe(first.slug);
    expect((await rui.get<Room>(`/api/rooms/${first.slug}`)).body.id).toBe(second.id);
    expect((await rui.get<MessagePage>(`/api/rooms/${renamed.slug}/messages`)).status).toBe(200);
    await say(rui, second, 'of the second');
    expect((await ana.get<MessagePage>(`/api/rooms/${first.slug}/messages`)).body.items).toHaveLength(1);
    await rui.delete(`/api/rooms/${second.id}`);
    expect((await rui.get<Room>(`/api/rooms/${first.slug}`)).body.id).toBe(first.id);
    expect((await ana.patch<Room>(`/api/rooms/${first.id}`, { name: first.name })).body.slug).toBe(first.slug);
  });

  it('that is taken or cannot be an address changes nothing', async () => {
    const [room, other] = [await openRoom(), await openRoom()];
    const refused = await ana.patch(`/api/rooms/${room.id}`, { name: other.name.toUpperCase(), topic: 'lost' });
    expect(problemOf(refused)).toMatchObject({ status: 409, code: 'conflict', issues: [{ path: 'name' }] });
    expect((await ana.patch(`/api/rooms/${room.id}`, { name: '!!!', topic: 'lost' })).status).toBe(400);
    expect((await ana.get<Room>(`/api/rooms/${room.id}`)).body).toEqual(room);
    expect(await database.query('SELECT 1 FROM room_slug_history WHERE room_id = $1', [room.id])).toEqual([]);
  });

  it('of a private room leads nobody else to it', async () => {
    const room = await openRoom({ visibility: 'private' });
    await ana.patch(`/api/rooms/${room.id}`, { name: uniqueName() });
    expect((await ana.get(`/api/rooms/${room.slug}`)).status).toBe(200);
    for (const path of ['', '/messages', '/members'])
      expect(problemOf(await rui.get(`/api/rooms/${room.slug}${path}`)).code).toBe('not_found');
  });

  it('raced for by two rooms is given to one of them', async () => {
    const rooms = [await openRoom(), await openRoom()];
    const name = uniqueName();
    const answers = await Promise.all(rooms.map((room) => ana.patch(`/api/rooms/${room.id}`, { name })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });
});

describe('an archived room', () => {
  it('can be read and left, and nothing in it changes', async () => {
    const room = await openRoom();
    const [member, owner] = [await connect(rui), await connect(ana)];
    for (const socket of [member, owner]) await socket.do('room:join', { roomId: room.id });
    const sent = randomUUID();
    const message = (await say(rui, room, 'before', sent)).body;
    expect((await rui.patch(`/api/rooms/${room.id}`, { archived: true })).status).toBe(403);
    const archived = roomSchema.parse((await ana.patch(`/api/rooms/${room.id}`, { archived: true })).body);
    expect(Date.parse(archived.archivedAt ?? '')).toBeGreaterThan(0);
    expect((await ana.patch<Room>(`/api/rooms/${room.id}`, { archived: true })).body.archivedAt).toBe(
      archived.archivedAt,
    );
    await waitFor('room:updated', () => member.all('room:updated').some((event) => event.room.archivedAt !== null));

    const path = `/api/rooms/${room.id}/messages`;
    const refusals = [
      await say(rui, room, 'after'),
      await rui.post(`/api/rooms/${room.id}/publish`, { message: 'after' }),
      await rui.patch(`${path}/${message.id}`, { text: 'after' }),
      await rui.put(`${path}/${message.id}/reactions/${encodeURIComponent('👍')}`),
      await rui.delete(`${path}/${message.id}`),
    ];
    for (const refusal of refusals)
      expect(problemOf(refusal)).toMatchObject({ code: 'forbidden', detail: 'This room is archived.' });
    const bySocket = await member.ask('message:send', {
      roomId: room.id,
      clientMessageId: randomUUID(),
      text: 'after',
    });
    expect(bySocket.error?.code).toBe('forbidden');
    expect((await rui.patch(`${path}/${randomUUID()}`, { text: 'x' })).status).toBe(404);
    // What was acknowledged before is acknowledged again.
    expect((await say(rui, room, 'before', sent)).status).toBe(200);

    member.socket.emit('typing:start', { roomId: room.id });
    expect((await ana.put(`/api/rooms/${room.id}/read`, { seq: 1 })).status).toBe(200);
    expect((await member.do('room:join', { roomId: room.id })).room.archivedAt).toBe(archived.archivedAt);
    expect((await ana.get<MessagePage>(path)).body.items.map((item) => item.text)).toEqual(['before']);
    expect((await rui.get<Room>(`/api/rooms/${room.id}`)).body.version).toBe(1);
    expect(owner.all('typing:changed')).toEqual([]);
    expect(owner.versions(room.id)).toEqual([1]);

    const opened = (await ana.patch<Room>(`/api/rooms/${room.id}`, { archived: false })).body;
    expect(opened.archivedAt).toBeNull();
    expect((await say(rui, room, 'after')).status).toBe(201);
    member.socket.emit('typing:start', { roomId: room.id });
    await waitFor('typing', () => owner.all('typing:changed').some((event) => event.users.length > 0));
    member.close();
    owner.close();
  });

  it('that is private is, for strangers, none at all', async () => {
    const room = await openRoom({ visibility: 'private' });
    await ana.patch(`/api/rooms/${room.id}`, { archived: true });
    expect(problemOf(await say(rui, room, 'x')).code).toBe('not_found');
    const socket = await connect(rui);
    const answer = await socket.ask('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: 'x' });
    expect(answer.error?.code).toBe('not_found');
    expect(problemOf(await say(ana, room, 'x')).code).toBe('forbidden');
    socket.close();
  });
});
