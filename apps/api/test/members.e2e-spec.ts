import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Member, memberSchema, type Room, type RoomMe, roomMeSchema, roomSchema } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  startServer,
  type SocketClient,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let rui: HttpClient;
let eva: HttpClient;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  [ana, rui, eva] = [await enter(server.url, 'Ana'), await enter(server.url, 'Rui'), await enter(server.url, 'Eva')];
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const openRoom = async (visibility: 'public' | 'private' = 'private') =>
  roomSchema.parse((await ana.post('/api/rooms', { name: `Members ${randomUUID().slice(0, 8)}`, visibility })).body);
const add = (client: HttpClient, room: Room, who: { handle: string }) =>
  client.post<Member>(`/api/rooms/${room.id}/members`, { handle: who.handle });
const remove = (client: HttpClient, room: Room, who: HttpClient) =>
  client.delete(`/api/rooms/${room.id}/members/${who.user.id}`);
const say = (client: HttpClient, room: Room, text: string) =>
  client.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() });
const memberIds = async (client: HttpClient, room: Room) =>
  (await client.get<{ items: Member[] }>(`/api/rooms/${room.id}/members`)).body.items.map(({ user }) => user.id);
const roomsTold = (socket: SocketClient, event: 'room:created' | 'room:updated' | 'room:deleted', room: Room) =>
  socket.all(event).filter((told) => told.room.id === room.id);
/** Everything that a socket was sent before this is there once something sent later is. */
const settle = async (...sockets: SocketClient[]) => {
  const marker = await openRoom('public');
  for (const socket of sockets) await waitFor('the marker', () => roomsTold(socket, 'room:created', marker).length > 0);
};

describe('letting somebody in', () => {
  it('gives them a private room on all their devices, and others the count alone', async () => {
    const room = await openRoom();
    const [owner, phone, desk, stranger] = [
      await connect(ana),
      await connect(rui),
      await connect(rui),
      await connect(eva),
    ];
    const added = await add(ana, room, { handle: rui.user.handle.toUpperCase() });
    expect(added.status).toBe(201);
    expect(memberSchema.parse(added.body)).toMatchObject({ user: { id: rui.user.id, handle: rui.user.handle } });
    for (const socket of [phone, desk]) {
      const told = await waitFor('room:created', () => roomsTold(socket, 'room:created', room)[0]);
      expect(told.room).toMatchObject({ name: room.name, memberCount: 2, me: { role: 'member', unread: 0 } });
    }
    const updated = await waitFor('room:updated', () => roomsTold(owner, 'room:updated', room)[0]);
    expect(updated.room.memberCount).toBe(2);
    expect(updated.room.me).toBeUndefined();
    expect((await rui.get<{ items: Room[] }>('/api/rooms')).body.items.map(({ id }) => id)).toContain(room.id);
    await settle(stranger, owner);
    expect(JSON.stringify(stranger.received)).not.toContain(room.id);
    expect(roomsTold(owner, 'room:created', room)).toEqual([]);
    for (const socket of [owner, phone, desk, stranger]) socket.close();
  });

  it('twice changes nothing and tells nobody', async () => {
    const room = await openRoom();
    const first = await add(ana, room, rui.user);
    await rui.patch(`/api/rooms/${room.id}/me`, { isFavourite: true });
    const watching = await connect(rui);
    const again = await add(ana, room, rui.user);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect((await add(ana, room, ana.user)).status).toBe(201);
    expect((await ana.get<Room>(`/api/rooms/${room.id}`)).body.me?.role).toBe('owner');
    expect((await rui.get<Room>(`/api/rooms/${room.id}`)).body.me?.isFavourite).toBe(true);
    await settle(watching);
    expect(JSON.stringify(watching.received)).not.toContain(room.id);
    watching.close();
  });

  it('is for the owner of a private room and for any member of a public one', async () => {
    const [hidden, open] = [await openRoom(), await openRoom('public')];
    expect(problemOf(await add(rui, hidden, eva.user)).code).toBe('not_found');
    await add(ana, hidden, rui.user);
    expect(problemOf(await add(rui, hidden, eva.user)).code).toBe('forbidden');
    expect(await memberIds(ana, hidden)).toEqual([ana.user.id, rui.user.id]);
    expect(problemOf(await add(rui, open, eva.user)).code).toBe('forbidden');
    await add(ana, open, rui.user);
    expect((await add(rui, open, eva.user)).status).toBe(201);
    expect(await memberIds(ana, open)).toEqual([ana.user.id, rui.user.id, eva.user.id]);
  });

  it('refuses a handle that nobody has, and quotes nothing of it', async () => {
    const room = await openRoom();
    const answer = await add(ana, room, { handle: 'nobody-has-this' });
    expect(problemOf(answer)).toMatchObject({ code: 'not_found', issues: [{ path: 'handle', message: 'not found' }] });
    expect(JSON.stringify(answer.body)).not.toContain('nobody-has-this');
    for (const body of [{}, { handle: '@x' }, { handle: 5 }, { handle: rui.user.handle, role: 'owner' }])
      expect((await ana.post(`/api/rooms/${room.id}/members`, body)).status).toBe(400);
  });
});

describe('taking somebody out', () => {
  it('N14: of a private room ends it for them at once, on sockets, streams and over HTTP', async () => {
    const room = await openRoom();
    for (const who of [rui, eva]) await add(ana, room, who.user);
    const [inside, outside, other] = [await connect(rui), await connect(rui), await connect(eva)];
    for (const socket of [inside, other]) await socket.do('room:join', { roomId: room.id });
    const stream = await fetch(`${server.url}/api/rooms/${room.id}/listen`, {
      headers: { authorization: `Bearer ${rui.token}` },
    });
    await waitFor('Rui to be seen', () => other.all('presence:changed').some((change) => change.onlineCount === 2));

    expect((await remove(ana, room, rui)).status).toBe(204);
    for (const socket of [inside, outside])
      await waitFor('room:deleted', () => roomsTold(socket, 'room:deleted', room).length > 0);
    const heard = inside.received.length;
    await say(ana, room, 'without Rui');
    await ana.patch(`/api/rooms/${room.id}`, { topic: 'without Rui' });
    await waitFor('the message', () => other.versions(room.id).length > 0);
    await waitFor('the departure', () =>
      other.all('presence:changed').some((change) => change.left.some((user) => user.id === rui.user.id)),
    );
    await settle(inside, outside);
    expect(JSON.stringify(inside.received.slice(heard))).not.toContain(room.id);
    expect(JSON.stringify(inside.received)).not.toContain('without Rui');
    expect(await stream.text()).not.toContain('without Rui');
    expect((await inside.ask('room:join', { roomId: room.id })).error?.code).toBe('not_found');
    for (const path of ['', '/messages', '/messages?limit=5', '/members', '/changes?after=0', '/listen'])
      expect((await rui.get(`/api/rooms/${room.id}${path}`)).status).toBe(404);
    expect((await rui.get<{ items: Room[] }>('/api/rooms')).body.items.map(({ id }) => id)).not.toContain(room.id);
    expect(roomsTold(other, 'room:deleted', room)).toEqual([]);
    expect(roomsTold(other, 'room:updated', room)[0]?.room.memberCount).toBe(2);
    for (const socket of [inside, outside, other]) socket.close();
  });

  it('of a public room leaves it to them as a room of others', async () => {
    const room = await openRoom('public');
    await add(ana, room, rui.user);
    const socket = await connect(rui);
    await socket.do('room:join', { roomId: room.id });
    expect((await remove(ana, room, rui)).status).toBe(204);
    await waitFor('room:updated', () => roomsTold(socket, 'room:updated', room).length > 0);
    const own = socket.received.filter(({ event }) => event === 'room:deleted' || event === 'room:updated');
    expect(own.map(({ event }) => event)).toEqual(['room:deleted', 'room:updated']);
    expect(roomsTold(socket, 'room:updated', room)[0]?.room).toMatchObject({ memberCount: 1 });
    expect((await rui.get<Room>(`/api/rooms/${room.id}`)).body.me).toBeUndefined();
    socket.close();
  });

  it('is for the owner alone, and of members alone', async () => {
    const room = await openRoom();
    await add(ana, room, rui.user);
    expect(problemOf(await remove(rui, room, ana)).code).toBe('forbidden');
    expect(problemOf(await remove(eva, room, rui)).code).toBe('not_found');
    expect(problemOf(await remove(ana, room, eva)).code).toBe('not_found');
    expect((await ana.delete(`/api/rooms/${room.id}/members/x`)).status).toBe(400);
    expect(await memberIds(ana, room)).toEqual([ana.user.id, rui.user.id]);
    expect(problemOf(await remove(ana, (await ana.get<Room>('/api/rooms/general')).body, rui)).code).toBe('forbidden');
  });

  it('N14: reaches also a node that nobody can tell of it', async () => {
    // Nothing listens on port 1: a node whose Redis is away.
    const alone = await startServer({ DATABASE_URL: database.url, REDIS_URL: 'redis://127.0.0.1:1', LIMITS: 'off' });
    try {
      const [room, open] = [await openRoom(), await openRoom('public')];
      for (const one of [room, open]) await add(ana, one, rui.user);
      const [taken, stays] = [
        await connect({ url: alone.url, token: rui.token }),
        await connect({ url: alone.url, token: ana.token }),
      ];
      for (const socket of [taken, stays])
        for (const one of [room, open]) await socket.do('room:join', { roomId: one.id });
      const stream = await fetch(`${alone.url}/api/rooms/${room.id}/listen`, {
        headers: { authorization: `Bearer ${rui.token}` },
      });
      expect((await remove(ana, room, rui)).status).toBe(204);
      await waitFor('the departure', () =>
        stays.all('presence:changed').some((change) => change.left.some((user) => user.id === rui.user.id)),
      );
      for (const one of [room, open]) await say(ana, one, 'without Rui');
      await waitFor('both messages', () => stays.versions(room.id).length + stays.versions(open.id).length === 2);
      await waitFor('the message of the public room', () => taken.versions(open.id).length === 1);
      expect(taken.versions(room.id)).toEqual([]);
      expect(await stream.text()).not.toContain('without Rui');
      for (const socket of [taken, stays]) socket.close();
    } finally {
      await alone.stop();
    }
  });

  it('lets nobody slip in who is on the way', async () => {
    const room = await openRoom();
    for (let round = 0; round < 5; round += 1) {
      await add(ana, room, rui.user);
      const socket = await connect(rui);
      const [, joined] = await Promise.all([remove(ana, room, rui), socket.ask('room:join', { roomId: room.id })]);
      await waitFor('room:deleted', () => roomsTold(socket, 'room:deleted', room).length > 0);
      expect(joined.error === undefined || ['not_found', 'conflict'].includes(joined.error.code)).toBe(true);
      const heard = socket.versions(room.id).length;
      await say(ana, room, 'secret');
      await settle(socket);
      expect(socket.versions(room.id)).toHaveLength(heard);
      socket.close();
    }
  });
});

describe('leaving', () => {
  it('is for everybody; what an owner leaves goes to the longest member, who is told', async () => {
    const room = await openRoom('public');
    for (const who of [rui, eva]) await add(ana, room, who.user);
    const [heir, third] = [await connect(rui), await connect(eva)];
    expect((await remove(ana, room, ana)).status).toBe(204);
    const told = await waitFor('the new role', () =>
      roomsTold(heir, 'room:updated', room).find((event) => event.room.me),
    );
    expect(told.room).toMatchObject({ memberCount: 2, me: { role: 'owner' } });
    expect((await eva.get<Room>(`/api/rooms/${room.id}`)).body.me?.role).toBe('member');
    expect((await ana.patch(`/api/rooms/${room.id}`, { topic: 'x' })).status).toBe(403);
    expect((await rui.patch(`/api/rooms/${room.id}`, { topic: 'x' })).status).toBe(200);
    await settle(third);
    expect(roomsTold(third, 'room:updated', room).some((event) => event.room.me)).toBe(false);
    expect(problemOf(await remove(ana, room, ana)).code).toBe('not_found');
    for (const socket of [heir, third]) socket.close();
  });

  it('a private room as the last one closes it; a public one stays', async () => {
    const [hidden, open] = [await openRoom(), await openRoom('public')];
    for (const room of [hidden, open]) expect((await remove(ana, room, ana)).status).toBe(204);
    expect((await ana.get(`/api/rooms/${hidden.id}`)).status).toBe(404);
    expect(await database.query('SELECT deleted_at IS NULL AS live FROM room WHERE id = $1', [hidden.id])).toEqual([
      { live: false },
    ]);
    expect((await rui.get<Room>(`/api/rooms/${open.id}`)).body.memberCount).toBe(0);
  });

  it('at the same moment leaves one owner, as long as somebody is there', async () => {
    const room = await openRoom('public');
    for (const who of [rui, eva]) await add(ana, room, who.user);
    const answers = await Promise.all([remove(ana, room, ana), remove(rui, room, rui)]);
    expect(answers.map((answer) => answer.status)).toEqual([204, 204]);
    expect(await database.query('SELECT user_id, role FROM room_member WHERE room_id = $1', [room.id])).toEqual([
      { user_id: eva.user.id, role: 'owner' },
    ]);
  });
});

describe('the own relation to a room', () => {
  it('is kept, and told to the own devices alone', async () => {
    const room = await openRoom();
    await add(ana, room, rui.user);
    await say(ana, room, 'unread');
    const [phone, other] = [await connect(rui), await connect(ana)];
    const path = `/api/rooms/${room.id}/me`;
    const changed = roomMeSchema.parse((await rui.patch(path, { notify: 'none', isFavourite: true })).body);
    // A muted room is counted all the same.
    expect(changed).toEqual({
      role: 'member',
      readSeq: 0,
      unread: 1,
      mentions: 0,
      notify: 'none',
      isFavourite: true,
      isMailed: true,
    });
    const told = await waitFor('room:updated', () => roomsTold(phone, 'room:updated', room)[0]);
    expect(told.room.me).toEqual(changed);
    expect((await rui.patch<RoomMe>(path, { isFavourite: false })).body).toMatchObject({
      notify: 'none',
      isFavourite: false,
    });
    expect((await rui.patch<RoomMe>(path, {})).body).toMatchObject({ notify: 'none', isFavourite: false });
    const listed = (await rui.get<{ items: Room[] }>('/api/rooms')).body.items.find(({ id }) => id === room.id);
    expect(listed?.me).toMatchObject({ notify: 'none', unread: 1 });
    await settle(other);
    expect(roomsTold(other, 'room:updated', room)).toEqual([]);
    expect(JSON.stringify(other.received)).not.toContain('isFavourite');
    for (const socket of [phone, other]) socket.close();
  });

  it('is for members alone, and takes nothing else', async () => {
    const [open, hidden] = [await openRoom('public'), await openRoom()];
    for (const room of [open, hidden])
      expect(problemOf(await rui.patch(`/api/rooms/${room.id}/me`, { isFavourite: true })).code).toBe('not_found');
    for (const body of [{ notify: 'loud' }, { role: 'owner' }, { isFavourite: 'yes' }, { readSeq: 0 }])
      expect((await ana.patch(`/api/rooms/${open.id}/me`, body)).status).toBe(400);
  });
});
