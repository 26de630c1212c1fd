import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CatchUpItem,
  catchUpSchema,
  type Message,
  messageSchema,
  type ReadAllResult,
  readAllResultSchema,
  type RestoredRead,
  restoredReadSchema,
  type Room,
  roomSchema,
} from '@tertulia/contract';
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
import * as fc from 'fast-check';
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

/** A room of Ana's in which the reader is, who has nothing unread. */
const openRoom = async (reader: HttpClient, visibility: 'public' | 'private' = 'private') => {
  const room = roomSchema.parse(
    (await ana.post('/api/rooms', { name: `Reading ${randomUUID().slice(0, 8)}`, visibility })).body,
  );
  await ana.post(`/api/rooms/${room.id}/members`, { handle: reader.user.handle });
  return room;
};
const say = async (client: HttpClient, room: Room, text: string): Promise<Message> =>
  messageSchema.parse(
    (await client.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() })).body,
  );
const standing = async (client: HttpClient, room: Room) => (await client.get<Room>(`/api/rooms/${room.id}`)).body.me;
const readAll = async (client: HttpClient, body: object = {}): Promise<ReadAllResult['items']> =>
  readAllResultSchema.parse((await client.post('/api/read', body)).body).items;
const restore = async (client: HttpClient, items: object[]): Promise<RestoredRead['items']> =>
  restoredReadSchema.parse((await client.post('/api/read/restore', { items })).body).items;
const catchUp = async (client: HttpClient): Promise<CatchUpItem[]> =>
  catchUpSchema.parse((await client.get('/api/catch-up')).body).items;
const lastUnread = (socket: SocketClient, room: Room) =>
  socket
    .all('room:unread')
    .filter((told) => told.roomId === room.id)
    .at(-1);

describe('marking everything as read', () => {
  it('answers where the markers were, tells the own devices, and can be undone', async () => {
    const rui = await enter(server.url);
    const [busy, quiet, read] = [await openRoom(rui), await openRoom(rui), await openRoom(rui)];
    for (let index = 0; index < 3; index += 1) await say(ana, busy, `${index}`);
    await rui.put(`/api/rooms/${busy.id}/read`, { seq: 1 });
    await say(ana, quiet, 'x');
    await say(ana, read, 'x');
    await rui.put(`/api/rooms/${read.id}/read`, { seq: 1 });
    const [phone, other] = [await connect(rui), await connect(ana)];

    const items = await readAll(rui);
    expect(items.map(({ roomId }) => roomId).sort()).toEqual([busy.id, quiet.id].sort());
    expect(items.find(({ roomId }) => roomId === busy.id)).toEqual({
      roomId: busy.id,
      readSeq: 3,
      previousReadSeq: 1,
      unread: 0,
      mentions: 0,
    });
    for (const room of [busy, quiet])
      await waitFor('room:unread', () => lastUnread(phone, room)?.readSeq === (room === busy ? 3 : 1));
    expect(await readAll(rui)).toEqual([]);

    const restored = await restore(
      rui,
      items.map(({ roomId, previousReadSeq }) => ({ roomId, readSeq: previousReadSeq })),
    );
    expect(restored.find(({ roomId }) => roomId === busy.id)).toEqual({
      roomId: busy.id,
      readSeq: 1,
      unread: 2,
      mentions: 0,
    });
    await waitFor(
      'the way back',
      () => lastUnread(phone, busy)?.unread === 2 && lastUnread(phone, quiet)?.unread === 1,
    );
    expect(await standing(rui, read)).toMatchObject({ readSeq: 1, unread: 0 });
    expect(other.all('room:unread').some(({ readSeq, unread }) => readSeq === 3 || unread === 2)).toBe(false);
    for (const socket of [phone, other]) socket.close();
  });

  it('before an instant stops at the last message before it, and moves no marker back', async () => {
    const rui = await enter(server.url);
    const [long, further] = [await openRoom(rui), await openRoom(rui)];
    for (let index = 0; index < 40; index += 1) await say(ana, long, `${index}`);
    await say(ana, further, 'x');
    await rui.put(`/api/rooms/${further.id}/read`, { seq: 1 });
    // One message each minute, the last one now.
    await database.query(
      `UPDATE message SET created_at = now() - make_interval(mins => 40 - seq::integer) WHERE room_id = $1`,
      [long.id],
    );
    for (const [minutes, readSeq] of [
      [100, 0],
      [39.5, 0],
      [38.5, 1],
      [30.5, 9],
      [35.5, 9],
      [0.5, 39],
    ] as const) {
      const items = await readAll(rui, { before: new Date(Date.now() - minutes * 60_000).toISOString() });
      expect((await standing(rui, long))?.readSeq).toBe(readSeq);
      expect(items.every(({ roomId }) => roomId === long.id)).toBe(true);
    }
    expect(await readAll(rui, { before: '2100-01-01T00:00:00Z' })).toMatchObject([{ readSeq: 40, unread: 0 }]);
    for (const body of [{ before: 'yesterday' }, { before: 5 }, { roomId: long.id }])
      expect((await rui.post('/api/read', body)).status).toBe(400);
  });

  it("leaves other people's markers and other rooms alone", async () => {
    const [rui, eva] = [await enter(server.url), await enter(server.url)];
    const room = await openRoom(rui);
    await ana.post(`/api/rooms/${room.id}/members`, { handle: eva.user.handle });
    await say(ana, room, 'x');
    await readAll(rui);
    expect(await standing(eva, room)).toMatchObject({ readSeq: 0, unread: 1 });
    const stranger = await enter(server.url);
    expect(await restore(stranger, [{ roomId: room.id, readSeq: 0 }])).toEqual([]);
    expect(await standing(rui, room)).toMatchObject({ readSeq: 1 });
    // Never forward.
    expect(await restore(eva, [{ roomId: room.id, readSeq: 1 }])).toMatchObject([{ readSeq: 0, unread: 1 }]);
    for (const items of [[], [{ roomId: 'x', readSeq: 0 }], [{ roomId: room.id, readSeq: -1 }], 'x'])
      expect((await eva.post('/api/read/restore', { items })).status).toBe(400);
    const many = Array.from({ length: 501 }, () => ({ roomId: randomUUID(), readSeq: 0 }));
    expect(problemOf(await eva.post('/api/read/restore', { items: many })).code).toBe('invalid_payload');
    expect(await restore(eva, many.slice(1))).toEqual([]);
  });

  it('at the same moment from two devices ends in the same place', async () => {
    const rui = await enter(server.url);
    const rooms = await Promise.all(Array.from({ length: 12 }, () => openRoom(rui)));
    await Promise.all(rooms.map((room) => say(ana, room, 'x')));
    const answers = await Promise.all([
      readAll(rui),
      readAll(rui, { before: '2100-01-01T00:00:00Z' }),
      ...rooms.map(async (room) => {
        await rui.put(`/api/rooms/${room.id}/read`, { seq: 1 });
        return [];
      }),
    ]);
    expect(answers.flat().every(({ readSeq, previousReadSeq }) => readSeq === 1 && previousReadSeq === 0)).toBe(true);
    for (const room of rooms) expect(await standing(rui, room)).toMatchObject({ readSeq: 1, unread: 0 });
  });
});

describe('catching up', () => {
  it('gives rooms by what is unread in them, muted ones last, with the first unread message and the newest', async () => {
    const rui = await enter(server.url);
    const [few, many, muted, none] = [
      await openRoom(rui),
      await openRoom(rui),
      await openRoom(rui),
      await openRoom(rui),
    ];
    await say(rui, few, 'own');
    const first = await say(ana, few, 'first');
    const newest = await say(rui, few, 'own again');
    await ana.put(`/api/rooms/${few.id}/messages/${first.id}/reactions/${encodeURIComponent('👍')}`);
    for (let index = 0; index < 3; index += 1) await say(ana, many, `${index}`);
    for (let index = 0; index < 5; index += 1) await say(ana, muted, `${index}`);
    await rui.patch(`/api/rooms/${muted.id}/me`, { notify: 'none' });
    await say(ana, none, 'read');
    await rui.put(`/api/rooms/${none.id}/read`, { seq: 1 });
    await say(rui, none, 'own');

    const items = await catchUp(rui);
    expect(items.map(({ room }) => room.id)).toEqual([many.id, few.id, muted.id]);
    expect(items.map(({ room }) => room.me?.unread)).toEqual([3, 1, 5]);
    const ofFew = items[1];
    expect(ofFew?.newest).toEqual(newest);
    // As history shows it.
    const page = await rui.get<{ items: Message[] }>(`/api/rooms/${few.id}/messages`);
    expect(ofFew?.firstUnread).toEqual(page.body.items.find(({ id }) => id === first.id));
    expect(ofFew?.firstUnread.reactions).toEqual([{ emoji: '👍', count: 1, me: false }]);
  });

  it('passes over what was deleted, and is empty when all is read', async () => {
    const rui = await enter(server.url);
    const [room, emptied] = [await openRoom(rui), await openRoom(rui)];
    const [first, second, third] = [await say(ana, room, 'a'), await say(ana, room, 'b'), await say(ana, room, 'c')];
    for (const gone of [first, third]) await ana.delete(`/api/rooms/${room.id}/messages/${gone.id}`);
    const only = await say(ana, emptied, 'x');
    await ana.delete(`/api/rooms/${emptied.id}/messages/${only.id}`);
    const items = await catchUp(rui);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      room: { id: room.id },
      firstUnread: { id: second.id },
      newest: { id: second.id },
    });
    await readAll(rui);
    expect(await catchUp(rui)).toEqual([]);
  });

  it('shows nothing of rooms that the person is not, or no longer, in', async () => {
    const rui = await enter(server.url);
    const [open, taken] = [await openRoom(await enter(server.url), 'public'), await openRoom(rui)];
    await say(ana, open, 'public');
    await say(ana, taken, 'private');
    expect((await catchUp(rui)).map(({ room }) => room.id)).toEqual([taken.id]);
    await ana.delete(`/api/rooms/${taken.id}/members/${rui.user.id}`);
    expect(await catchUp(rui)).toEqual([]);
    expect(await readAll(rui)).toEqual([]);
  });
});

describe('unread that cannot stick', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('say' as const), own: fc.boolean() }) },
    fc.record({ kind: fc.constantFrom('read' as const, 'unread' as const), device: fc.nat(2), back: fc.nat(5) }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'edit' as const, 'react' as const), back: fc.nat(5) }),
    fc.record({ kind: fc.constantFrom('readAll' as const, 'undo' as const) }),
  );

  it('whatever happens on three devices, reading to the end gives 0 on all of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const rui = await enter(server.url);
        const room = await openRoom(rui);
        const devices = await Promise.all([connect(rui), connect(rui), connect(rui)]);
        await devices[0]?.do('room:join', { roomId: room.id });
        const sent: Message[] = [];
        let undo: { roomId: string; readSeq: number }[] = [];
        const path = `/api/rooms/${room.id}`;
        for (const one of steps) {
          const target = 'back' in one ? sent.at(-1 - one.back) : undefined;
          if (one.kind === 'say') sent.push(await say(one.own ? rui : ana, room, 'x'));
          if (one.kind === 'read')
            await devices[one.device]?.do('room:read', { roomId: room.id, seq: Math.max(0, sent.length - one.back) });
          if (one.kind === 'unread')
            await rui.put(`${path}/read`, { seq: Math.max(0, sent.length - one.back), unread: true });
          if (one.kind === 'delete' && target) await ana.delete(`${path}/messages/${target.id}`);
          if (one.kind === 'edit' && target) await ana.patch(`${path}/messages/${target.id}`, { text: 'y' });
          if (one.kind === 'react' && target)
            await ana.put(`${path}/messages/${target.id}/reactions/${encodeURIComponent('👍')}`);
          if (one.kind === 'readAll')
            undo = (await readAll(rui)).map(({ roomId, previousReadSeq }) => ({ roomId, readSeq: previousReadSeq }));
          if (one.kind === 'undo' && undo.length > 0) await restore(rui, undo);
        }
        const messages = (await rui.get<{ items: Message[] }>(`${path}/messages?limit=100`)).body.items;
        const me = await standing(rui, room);
        expect(me?.unread).toBe(
          messages.filter(
            ({ seq, author, deletedAt }) => seq > (me?.readSeq ?? 0) && author.id !== rui.user.id && !deletedAt,
          ).length,
        );
        const end = await devices[1]?.do('room:read', { roomId: room.id, seq: sent.length });
        expect(end).toEqual({ readSeq: sent.length, unread: 0, mentions: 0 });
        for (const device of devices)
          await waitFor(
            '0 unread',
            () => lastUnread(device, room)?.unread === 0 && lastUnread(device, room)?.readSeq === sent.length,
          );
        expect(await standing(rui, room)).toMatchObject({ readSeq: sent.length, unread: 0 });
        expect(await catchUp(rui)).toEqual([]);
        for (const device of devices) device.close();
      }),
      { numRuns: 12 },
    );
  });
});
