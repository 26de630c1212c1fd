import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  catchUpSchema,
  type Message,
  messageSchema,
  type NotificationPage,
  notificationPageSchema,
  type ReadNotificationsResult,
  readNotificationsResultSchema,
  readStateSchema,
  type Room,
  roomSchema,
  unreadNotificationsSchema,
} from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  request,
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

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  ana = await enter(server.url, 'Ana');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

/** A room of Ana's in which the reader is. */
const openRoom = async (reader: HttpClient, visibility: 'public' | 'private' = 'private'): Promise<Room> => {
  const name = `Told ${randomUUID().slice(0, 8)}`;
  const room = roomSchema.parse((await ana.post('/api/rooms', { name, visibility })).body);
  await ana.post(`/api/rooms/${room.id}/members`, { handle: reader.user.handle });
  return room;
};
const say = async (client: HttpClient, room: Room, text: string): Promise<Message> =>
  messageSchema.parse(
    (await client.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() })).body,
  );
const call = (reader: HttpClient, room: Room, text = 'hola') => say(ana, room, `@${reader.user.handle} ${text}`);
const list = async (client: HttpClient, query = ''): Promise<NotificationPage> =>
  notificationPageSchema.parse((await client.get(`/api/notifications${query}`)).body);
const read = async (client: HttpClient, body: object): Promise<ReadNotificationsResult> =>
  readNotificationsResultSchema.parse((await client.post('/api/notifications/read', body)).body);
const restore = async (client: HttpClient, readAt: string | null): Promise<number> =>
  unreadNotificationsSchema.parse((await client.post('/api/notifications/restore', { readAt })).body).unread;
const mark = async (client: HttpClient, room: Room, body: object) =>
  readStateSchema.parse((await client.put(`/api/rooms/${room.id}/read`, body)).body);
const standing = async (client: HttpClient, room: Room) => (await client.get<Room>(`/api/rooms/${room.id}`)).body.me;
const lastRoomCount = (socket: SocketClient, room: Room) =>
  socket
    .all('room:unread')
    .filter(({ roomId }) => roomId === room.id)
    .at(-1)?.mentions;
const updates = (socket: SocketClient) => socket.all('notification:updated').map(({ notification }) => notification);

describe('the list', () => {
  it('has the newest first, page by page, each once', async () => {
    const rui = await enter(server.url);
    const room = await openRoom(rui);
    const sent: string[] = [];
    for (let index = 0; index < 65; index += 1) sent.unshift((await call(rui, room, `${index}`)).id);
    const seen: string[] = [];
    const sizes: number[] = [];
    let query = '';
    for (;;) {
      const page = await list(rui, query);
      expect(page.unread).toBe(65);
      sizes.push(page.items.length);
      seen.push(...page.items.map(({ message }) => message.id));
      if (page.nextCursor === null) break;
      query = `?before=${page.nextCursor}`;
    }
    expect(sizes).toEqual([30, 30, 5]);
    expect(seen).toEqual(sent);
    expect((await list(rui, '?limit=5')).items.map(({ message }) => message.id)).toEqual(sent.slice(0, 5));
    for (const bad of ['?limit=31', '?limit=0', '?before=x', '?unread=false', '?other=1'])
      expect((await rui.get(`/api/notifications${bad}`)).status).toBe(400);
  });

  it('shows names and texts as they are now, in one line of bounded length', async () => {
    const rui = await enter(server.url);
    const eva = await enter(server.url, 'Eva');
    const room = await openRoom(rui, 'public');
    const message = await say(eva, room, `@${rui.user.handle} antes`);
    await eva.patch('/api/me', { displayName: 'Eva María' });
    await ana.patch(`/api/rooms/${room.id}`, { name: `Otro ${room.slug}` });
    await eva.patch(`/api/rooms/${room.id}/messages/${message.id}`, {
      text: `@${rui.user.handle}\n después ${'x'.repeat(300)}`,
    });
    const [item] = (await list(rui)).items;
    expect(item).toMatchObject({
      room: { id: room.id, slug: `otro-${room.slug}`, name: `Otro ${room.slug}` },
      message: { id: message.id, seq: message.seq, author: { displayName: 'Eva María' } },
    });
    expect(item?.message.excerpt).toMatch(/ después x+…$/);
    expect(item?.message.excerpt.length).toBeLessThanOrEqual(141);
  });

  it('is empty for somebody who was never named, and needs a session', async () => {
    expect(await list(await enter(server.url))).toEqual({ items: [], unread: 0, nextCursor: null });
    for (const [method, path] of [
      ['GET', '/api/notifications'],
      ['POST', '/api/notifications/read'],
      ['POST', '/api/notifications/restore'],
    ] as const)
      expect((await request(server.url, method, path)).status).toBe(401);
  });

  it('has nothing of a private room that the person was taken out of, until they are in again', async () => {
    const rui = await enter(server.url);
    const [room, other] = [await openRoom(rui), await openRoom(rui)];
    await database.query(
      `INSERT INTO contact (user_id, address, address_key, verified_at) VALUES ($1, $2, $2, now())`,
      [rui.user.id, `${rui.user.id}@example.org`],
    );
    const message = await call(rui, room, 'secreto');
    await call(rui, other);
    expect((await list(rui)).unread).toBe(2);
    const phone = await connect(rui);
    await ana.delete(`/api/rooms/${room.id}/members/${rui.user.id}`);
    await waitFor('the count', () => phone.all('notifications:reset').at(-1)?.unread === 1);
    expect(await list(rui)).toMatchObject({ unread: 1, items: [{ room: { id: other.id } }] });
    expect((await list(rui, '?unread=true')).items).toHaveLength(1);
    const rows = await database.query(
      `SELECT n.outcome, n.reason, o.done_at IS NOT NULL AS is_done
       FROM notification n JOIN mail_outbox o ON o.notification_id = n.id WHERE n.room_id = ANY($1) ORDER BY n.id`,
      [[room.id, other.id]],
    );
    expect(rows).toEqual([
      { outcome: 'not_mailed', reason: 'left_room', is_done: true },
      { outcome: 'waiting', reason: 'due', is_done: false },
    ]);
    // Not even by what becomes of it.
    await ana.delete(`/api/rooms/${room.id}/messages/${message.id}`);
    const next = await call(rui, other);
    await waitFor('the next one', () =>
      phone.all('notification:created').some(({ notification }) => notification.message.id === next.id),
    );
    expect(JSON.stringify(phone.received)).not.toContain('secreto');
    expect(updates(phone)).toEqual([]);
    await call(rui, room, 'to nobody');
    expect((await list(rui)).unread).toBe(2);
    await ana.post(`/api/rooms/${room.id}/members`, { handle: rui.user.handle });
    await call(rui, room, 'again');
    expect((await list(rui)).unread).toBe(3);
    phone.close();
  });

  it('loses what was told in a room that is closed or hidden, and devices hear of it', async () => {
    const rui = await enter(server.url);
    const [closed, hidden] = [await openRoom(rui, 'public'), await openRoom(await enter(server.url), 'public')];
    for (const room of [closed, hidden]) await call(rui, room);
    const phone = await connect(rui);
    await ana.delete(`/api/rooms/${closed.id}`);
    await waitFor('one less', () => phone.all('notifications:reset').at(-1)?.unread === 1);
    await ana.patch(`/api/rooms/${hidden.id}`, { visibility: 'private' });
    await waitFor('none left', () => phone.all('notifications:reset').at(-1)?.unread === 0);
    expect(await list(rui)).toMatchObject({ items: [], unread: 0 });
    phone.close();
  });
});

describe('marking as read in the list', () => {
  it('tells every device, moves no marker, and can be undone', async () => {
    const rui = await enter(server.url);
    const [room, other] = [await openRoom(rui), await openRoom(rui)];
    const [phone, laptop] = [await connect(rui), await connect(rui)];
    for (let index = 0; index < 3; index += 1) await call(rui, room);
    await call(rui, other);
    const { items } = await list(rui);
    const [newest, second] = items;
    const done = await read(rui, { ids: [newest?.id, second?.id, randomUUID()] });
    expect(done).toEqual({ unread: 2, readAt: expect.any(String) });
    for (const device of [phone, laptop]) {
      await waitFor('both', () => updates(device).filter(({ readAt }) => readAt === done.readAt).length === 2);
      expect(device.all('notification:updated').at(-1)?.unread).toBe(2);
      await waitFor('the rooms', () => lastRoomCount(device, room) === 2 && lastRoomCount(device, other) === 0);
    }
    expect((await list(rui, '?unread=true')).items.map(({ id }) => id)).toEqual(items.slice(2).map(({ id }) => id));
    expect((await list(rui)).items).toHaveLength(4);
    expect(await standing(rui, room)).toMatchObject({ readSeq: 0, unread: 3, mentions: 2 });
    expect(await read(rui, { ids: [newest?.id] })).toEqual({ unread: 2, readAt: null });
    const all = await read(rui, { all: true });
    expect(all.unread).toBe(0);
    expect(await standing(rui, room)).toMatchObject({ unread: 3, mentions: 0 });
    expect(await restore(rui, all.readAt)).toBe(2);
    expect(await restore(rui, done.readAt)).toBe(4);
    expect(await restore(rui, done.readAt)).toBe(4);
    await waitFor('the way back', () => lastRoomCount(laptop, room) === 3 && lastRoomCount(laptop, other) === 1);
    for (const device of [phone, laptop]) device.close();
  });

  it("passes over other people's as if they were unknown", async () => {
    const [rui, eva] = [await enter(server.url), await enter(server.url)];
    const room = await openRoom(rui);
    await call(rui, room);
    const { items } = await list(rui);
    const ids = items.map(({ id }) => id);
    expect(await read(eva, { ids })).toEqual({ unread: 0, readAt: null });
    expect(await read(eva, { ids: [randomUUID()] })).toEqual({ unread: 0, readAt: null });
    expect(await read(eva, { all: true })).toEqual({ unread: 0, readAt: null });
    const { readAt } = await read(rui, { ids });
    expect(await restore(eva, readAt)).toBe(0);
    expect((await list(rui)).unread).toBe(0);
    expect((await list(eva, `?before=${ids[0]}`)).items).toEqual([]);
    for (const body of [{}, { ids: [] }, { ids: ['x'] }, { all: false }, { all: true, ids }])
      expect((await rui.post('/api/notifications/read', body)).status).toBe(400);
    const many = Array.from({ length: 101 }, () => randomUUID());
    expect(problemOf(await rui.post('/api/notifications/read', { ids: many })).code).toBe('invalid_payload');
    for (const body of [{}, { readAt: 'yesterday' }, { readAt: null }])
      expect((await rui.post('/api/notifications/restore', body)).status).toBe(400);
  });

  it('of more than a hundred at once is told as one', async () => {
    const rui = await enter(server.url);
    const room = await openRoom(rui);
    const phone = await connect(rui);
    await Promise.all(Array.from({ length: 101 }, (_, index) => call(rui, room, `${index}`)));
    await waitFor('all', () => phone.all('notification:created').length === 101);
    expect((await read(rui, { all: true })).unread).toBe(0);
    await waitFor('the reset', () => phone.all('notifications:reset').at(-1)?.unread === 0);
    await waitFor('the room', () => lastRoomCount(phone, room) === 0);
    expect(updates(phone)).toEqual([]);
    phone.close();
  });
});

describe('the read marker', () => {
  it('reads what was told up to it, on every device, and makes unread again what is after it', async () => {
    const rui = await enter(server.url);
    const room = await openRoom(rui);
    const [phone, laptop] = [await connect(rui), await connect(rui)];
    for (let index = 0; index < 4; index += 1) await call(rui, room, `${index}`);
    expect(await mark(rui, room, { seq: 2 })).toEqual({ readSeq: 2, unread: 2, mentions: 2 });
    for (const device of [phone, laptop]) {
      await waitFor('two read', () => updates(device).filter(({ readAt }) => readAt !== null).length === 2);
      expect(device.all('notification:updated').at(-1)?.unread).toBe(2);
    }
    expect((await list(rui)).items.map(({ readAt }) => readAt !== null)).toEqual([false, false, true, true]);
    expect(await phone.do('room:read', { roomId: room.id, seq: 4 })).toMatchObject({ unread: 0, mentions: 0 });
    expect(await mark(rui, room, { seq: 1, unread: true })).toEqual({ readSeq: 1, unread: 3, mentions: 3 });
    await waitFor('three unread', () => laptop.all('notification:updated').at(-1)?.unread === 3);
    expect((await list(rui)).unread).toBe(3);
    for (const device of [phone, laptop]) device.close();
  });

  it('reads what an edit told in a message before it, although it does not move', async () => {
    const rui = await enter(server.url);
    const room = await openRoom(rui);
    const message = await say(ana, room, 'nobody');
    await say(ana, room, 'last');
    await mark(rui, room, { seq: 2 });
    await ana.patch(`/api/rooms/${room.id}/messages/${message.id}`, { text: `@${rui.user.handle}` });
    expect(await standing(rui, room)).toMatchObject({ readSeq: 2, unread: 0, mentions: 1 });
    expect(await mark(rui, room, { seq: 0 })).toEqual({ readSeq: 2, unread: 0, mentions: 1 });
    expect(await mark(rui, room, { seq: 2 })).toEqual({ readSeq: 2, unread: 0, mentions: 0 });
    await ana.patch(`/api/rooms/${room.id}/messages/${message.id}`, { text: 'nobody again' });
    await ana.patch(`/api/rooms/${room.id}/messages/${message.id}`, { text: `@${rui.user.handle} again` });
    expect((await list(rui)).unread).toBe(0);
  });

  it('of all rooms at once reads all, and its way back restores what it read', async () => {
    const rui = await enter(server.url);
    const [room, other] = [await openRoom(rui), await openRoom(rui)];
    await call(rui, room);
    const second = await call(rui, room);
    await call(rui, other);
    const [told] = (await list(rui)).items.filter(({ message }) => message.id === second.id);
    await read(rui, { ids: [told?.id] });
    const { items } = (await rui.post<{ items: { roomId: string; previousReadSeq: number }[] }>('/api/read', {})).body;
    expect(items).toHaveLength(2);
    expect(items.every((item) => 'mentions' in item && item.mentions === 0)).toBe(true);
    expect((await list(rui)).unread).toBe(0);
    const undo = items.map(({ roomId, previousReadSeq }) => ({ roomId, readSeq: previousReadSeq }));
    await rui.post('/api/read/restore', { items: undo });
    // What was read in the list stays read.
    expect((await list(rui)).unread).toBe(2);
    expect(await standing(rui, room)).toMatchObject({ readSeq: 0, unread: 2, mentions: 1 });
  });

  it('of a room that somebody enters after they were named begins with what they were told', async () => {
    const rui = await enter(server.url);
    const room = await openRoom(await enter(server.url), 'public');
    await call(rui, room);
    const phone = await connect(rui);
    const joined = await phone.do('room:join', { roomId: room.id });
    expect(joined.room.me).toMatchObject({ readSeq: 1, unread: 0, mentions: 1, isMailed: true });
    expect(await phone.do('room:read', { roomId: room.id, seq: 1 })).toMatchObject({ unread: 0, mentions: 0 });
    expect((await list(rui)).unread).toBe(0);
    phone.close();
  });

  it('belongs to one person: others keep theirs', async () => {
    const [rui, eva] = [await enter(server.url), await enter(server.url)];
    const room = await openRoom(rui);
    await ana.post(`/api/rooms/${room.id}/members`, { handle: eva.user.handle });
    const socket = await connect(eva);
    await say(ana, room, `@${rui.user.handle} @${eva.user.handle}`);
    await mark(rui, room, { seq: 1 });
    expect((await list(eva)).unread).toBe(1);
    await call(eva, room);
    await waitFor('the next one', () => socket.all('notification:created').length === 2);
    expect(updates(socket)).toEqual([]);
    socket.close();
  });
});

describe('catching up', () => {
  it('has rooms with mentions first, also beyond the rooms of one answer', async () => {
    const rui = await enter(server.url);
    const [named, busy] = [await openRoom(rui), await openRoom(rui)];
    await call(rui, named);
    for (let index = 0; index < 3; index += 1) await say(ana, busy, `${index}`);
    // As many rooms with more in them as one answer has.
    await database.query(
      `WITH made AS (
         INSERT INTO room (id, slug, name, topic, visibility, last_seq, version, last_message_at, created_at)
         SELECT gen_random_uuid(), 'many-' || $2 || i, 'Many', '', 'private', 2, 2, now(), now() FROM generate_series(1, 100) AS i RETURNING id
       ), entered AS (INSERT INTO room_member (room_id, user_id, read_seq) SELECT id, $1, 0 FROM made)
       INSERT INTO message (id, room_id, author_id, client_message_id, body_hash, seq, version, created_version, text, created_at)
       SELECT gen_random_uuid(), made.id, $3, gen_random_uuid(), '', i, i, i, 'x', now() FROM made, generate_series(1, 2) AS i`,
      [rui.user.id, rui.user.handle, ana.user.id],
    );
    const { items } = catchUpSchema.parse((await rui.get('/api/catch-up')).body);
    expect(items).toHaveLength(100);
    expect(items.slice(0, 2).map(({ room }) => room.id)).toEqual([named.id, busy.id]);
    expect(items[0]?.room.me).toMatchObject({ unread: 1, mentions: 1 });
  });
});

describe('what is old', () => {
  it('is removed after ninety days, and nothing else', async () => {
    const rui = await enter(server.url);
    const room = await openRoom(rui);
    const [old, recent] = [await call(rui, room, 'old'), await call(rui, room, 'recent')];
    // An id of that time, too: ids lead to what is old.
    await database.query(
      `UPDATE notification SET created_at = now() - interval '91 days', id = $2 WHERE message_id = $1`,
      [old.id, '01900000-0000-7000-8000-000000000001'],
    );
    const another = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
    await waitFor('the removal', async () => (await list(rui)).items.length === 1);
    expect((await list(rui)).items.map(({ message }) => message.id)).toEqual([recent.id]);
    expect(another.errors()).toEqual([]);
    await another.stop();
  });
});
