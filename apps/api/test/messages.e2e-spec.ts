import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChangesPage, Message, MessagePage, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
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
let room: Room;

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

async function newRoom(owner = ana, visibility: 'public' | 'private' = 'public'): Promise<Room> {
  const answer = await owner.post<Room>('/api/rooms', { name: `Room ${randomUUID().slice(0, 8)}`, visibility });
  expect(answer.status).toBe(201);
  return answer.body;
}

const send = (client: HttpClient, text: string, clientMessageId = randomUUID(), extra = {}) =>
  client.post<Message>(`/api/rooms/${room.id}/messages`, { text, clientMessageId, ...extra });

const storedIn = (roomId: string) =>
  database.query<{ seq: number; version: number; text: string }>(
    'SELECT seq::int, version::int, text FROM message WHERE room_id = $1 ORDER BY seq',
    [roomId],
  );

describe('sending a message', () => {
  beforeAll(async () => void (room = await newRoom()));

  it('stores it, answers 201 and tells those in the room, and nobody else', async () => {
    const inside = await connect(rui);
    const outside = await connect(await enter(server.url));
    await inside.do('room:join', { roomId: room.id });
    const answer = await send(ana, '  hola 👋  ');
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      seq: 1,
      version: 1,
      text: 'hola 👋',
      author: { id: ana.user.id },
      editedAt: null,
      deletedAt: null,
    });
    expect(await storedIn(room.id)).toEqual([{ seq: 1, version: 1, text: 'hola 👋' }]);
    const [told] = await waitFor('the message at Rui', () =>
      inside.all('message:created').length > 0 ? inside.all('message:created') : undefined,
    );
    expect(told).toEqual({ roomId: room.id, version: 1, message: answer.body });
    expect(outside.all('message:created')).toEqual([]);
    inside.close();
    outside.close();
  });

  it('stores a repeated clientMessageId once and answers with the stored message', async () => {
    const clientMessageId = randomUUID();
    const first = await send(ana, 'once', clientMessageId);
    const again = await send(ana, 'once', clientMessageId);
    expect(again.status).toBe(200);
    expect(again.headers.get('x-idempotent-replay')).toBe('true');
    expect(again.body).toEqual(first.body);
    const socket = await connect(ana);
    const replay = await socket.do('message:send', { roomId: room.id, clientMessageId, text: 'once' });
    expect(replay).toEqual({ message: first.body, replayed: true });
    socket.close();
    expect((await storedIn(room.id)).filter((row) => row.text === 'once')).toHaveLength(1);
  });

  it('refuses a clientMessageId that was used for something else', async () => {
    const clientMessageId = randomUUID();
    await send(ana, 'one', clientMessageId);
    const other = await send(ana, 'two', clientMessageId);
    expect(problemOf(other)).toMatchObject({ status: 409, code: 'conflict' });
    const elsewhere = await newRoom();
    const moved = await ana.post(`/api/rooms/${elsewhere.id}/messages`, { text: 'one', clientMessageId });
    expect(moved.status).toBe(409);
    expect(await storedIn(elsewhere.id)).toEqual([]);
  });

  it('gives the same answer to copies that race', async () => {
    const clientMessageId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(rui, 'race', clientMessageId)));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect((await storedIn(room.id)).filter((row) => row.text === 'race')).toHaveLength(1);
  });

  it('lets two people use the same clientMessageId', async () => {
    const clientMessageId = randomUUID();
    const answers = await Promise.all([send(ana, 'mine', clientMessageId), send(rui, 'mine too', clientMessageId)]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
  });

  it('numbers many writers 1 to n without holes, in the order that everybody is told', async () => {
    room = await newRoom();
    const people = await Promise.all(Array.from({ length: 10 }, () => enter(server.url)));
    const listener = await connect(rui);
    await listener.do('room:join', { roomId: room.id });
    const sockets = await Promise.all(people.map((person) => connect(person)));
    await Promise.all(
      sockets.flatMap((socket, who) =>
        Array.from({ length: 20 }, (_, index) =>
          socket.do('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: `${who}.${index}` }),
        ),
      ),
    );
    const rows = await storedIn(room.id);
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    await waitFor('all at the listener', () => listener.versions(room.id).length >= 200);
    expect(listener.all('message:created').map((change) => change.message.text)).toEqual(rows.map((row) => row.text));
    expect(listener.versions(room.id)).toEqual(rows.map((row) => row.version));
    for (let who = 0; who < 10; who += 1) {
      const own = rows.map((row) => row.text).filter((text) => text.startsWith(`${who}.`));
      expect(own).toEqual(Array.from({ length: 20 }, (_, index) => `${who}.${index}`));
    }
    for (const socket of [...sockets, listener]) socket.close();
  });

  it('shows what is replied to', async () => {
    const asked = await send(ana, 'question?');
    const reply = await send(rui, 'answer', randomUUID(), { replyToId: asked.body.id });
    expect(reply.body.replyTo).toMatchObject({
      id: asked.body.id,
      seq: asked.body.seq,
      excerpt: 'question?',
      author: { id: ana.user.id },
    });
    const elsewhere = await newRoom();
    const wrong = await ana.post(`/api/rooms/${elsewhere.id}/messages`, {
      text: 'x',
      clientMessageId: randomUUID(),
      replyToId: asked.body.id,
    });
    expect(problemOf(wrong).code).toBe('not_found');
  });

  it('takes JSON and a form field from scripts', async () => {
    const form = await ana.post<Message>(`/api/rooms/${room.slug}/publish`, 'message=from+curl', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form).toMatchObject({ status: 201, body: { text: 'from curl' } });
    const json = await ana.post<Message>(`/api/rooms/${room.slug}/publish`, { message: 'from json' });
    expect(json).toMatchObject({ status: 201, body: { text: 'from json' } });
  });

  it('N16: refuses empty, too long and unstorable texts and stores nothing', async () => {
    room = await newRoom();
    for (const text of [
      '',
      '   ',
      'x'.repeat(8_001),
      'a\u0000b',
      'lone \ud800 surrogate',
      42,
      null,
      { $ne: '' },
      ['x'],
    ]) {
      const answer = await ana.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() });
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'invalid_payload' });
    }
    expect(await storedIn(room.id)).toEqual([]);
    expect((await send(ana, 'x'.repeat(8_000))).status).toBe(201);
  });

  it('N12: never takes author, seq, times or ids from a payload', async () => {
    const before = await storedIn(room.id);
    for (const extra of [
      { authorId: rui.user.id },
      { seq: 1 },
      { createdAt: '2000-01-01T00:00:00.000Z' },
      { id: randomUUID() },
      { roomEpoch: 1 },
    ]) {
      const answer = await send(ana, 'forged', randomUUID(), extra);
      expect(problemOf(answer).issues?.[0]?.message).toMatch(/unknown_field/);
    }
    expect(await storedIn(room.id)).toEqual(before);
  });

  it('N13: answers the same for a room that is missing, private or closed', async () => {
    const hidden = await newRoom(ana, 'private');
    const closed = await newRoom(ana);
    await ana.delete(`/api/rooms/${closed.id}`);
    const socket = await connect(rui);
    for (const roomId of [hidden.id, closed.id, randomUUID()]) {
      const answer = await rui.post(`/api/rooms/${roomId}/messages`, { text: 'x', clientMessageId: randomUUID() });
      expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
      expect((await socket.ask('message:send', { roomId, clientMessageId: randomUUID(), text: 'x' })).error?.code).toBe(
        'not_found',
      );
      expect((await socket.ask('room:join', { roomId })).error?.code).toBe('not_found');
      expect(await storedIn(roomId)).toEqual([]);
    }
    socket.close();
  });

  it('N24, N38: keeps markup and SQL as the text that they are', async () => {
    for (const text of [
      `<script>alert(1)</script>`,
      `'; DROP TABLE message; --`,
      '<img src=x onerror=alert(1)>',
      '\u202Eevil',
      '[x](javascript:alert(1))',
    ]) {
      expect((await send(ana, text)).body.text).toBe(text);
    }
  });
});

describe('changing a message', () => {
  let message: Message;
  beforeAll(async () => {
    room = await newRoom();
    message = (await send(rui, 'first')).body;
  });

  it('lets the author alone edit it, and takes the next version', async () => {
    expect(
      problemOf(await ana.patch(`/api/rooms/${room.id}/messages/${message.id}`, { text: 'not mine' })),
    ).toMatchObject({ status: 403 });
    const edited = await rui.patch<Message>(`/api/rooms/${room.id}/messages/${message.id}`, { text: 'second' });
    expect(edited.body).toMatchObject({ text: 'second', seq: 1, version: 2 });
    expect(edited.body.editedAt).not.toBeNull();
    const same = await rui.patch<Message>(`/api/rooms/${room.id}/messages/${message.id}`, { text: 'second' });
    expect(same.body.version).toBe(2);
  });

  it('shows each person their own reactions', async () => {
    const [hers, his] = [await connect(ana), await connect(rui)];
    await hers.do('room:join', { roomId: room.id });
    await his.do('room:join', { roomId: room.id });
    const answer = await hers.do('message:react', { roomId: room.id, messageId: message.id, emoji: '👍' });
    expect(answer.message.reactions).toEqual([{ emoji: '👍', count: 1, me: true }]);
    await waitFor(
      'the reaction',
      () => hers.all('message:updated').length > 0 && his.all('message:updated').length > 0,
    );
    expect(hers.all('message:updated')[0]?.message.reactions).toEqual([{ emoji: '👍', count: 1, me: true }]);
    expect(his.all('message:updated')[0]?.message.reactions).toEqual([{ emoji: '👍', count: 1, me: false }]);
    const again = await ana.put<Message>(
      `/api/rooms/${room.id}/messages/${message.id}/reactions/${encodeURIComponent('👍')}`,
    );
    expect(again.body.version).toBe(answer.message.version);
    const gone = await ana.delete<Message>(
      `/api/rooms/${room.id}/messages/${message.id}/reactions/${encodeURIComponent('👍')}`,
    );
    expect(gone.body.reactions).toEqual([]);
    expect(
      (await hers.ask('message:react', { roomId: room.id, messageId: message.id, emoji: 'no emoji' })).error?.code,
    ).toBe('invalid_payload');
    hers.close();
    his.close();
  });

  it('keeps the place of a deleted one without its content', async () => {
    expect(
      (await enter(server.url).then((other) => other.delete(`/api/rooms/${room.id}/messages/${message.id}`))).status,
    ).toBe(403);
    const deleted = await rui.delete<Message>(`/api/rooms/${room.id}/messages/${message.id}`);
    expect(deleted.body).toMatchObject({ seq: 1, text: '', reactions: [] });
    expect(deleted.body.deletedAt).not.toBeNull();
    expect(await storedIn(room.id)).toEqual([{ seq: 1, version: deleted.body.version, text: '' }]);
    expect(problemOf(await rui.patch(`/api/rooms/${room.id}/messages/${message.id}`, { text: 'back' })).code).toBe(
      'gone',
    );
    const page = await ana.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=10`);
    expect(page.body.items).toEqual([deleted.body]);
  });
});

describe('reading history', () => {
  beforeAll(async () => {
    room = await newRoom();
    for (let index = 1; index <= 130; index += 1) await send(ana, `m${index}`);
  });

  const page = async (query: string) => {
    const { body } = await rui.get<MessagePage>(`/api/rooms/${room.slug}/messages?${query}`);
    return {
      seqs: body.items.map((item) => item.seq),
      before: body.hasBefore,
      after: body.hasAfter,
      version: body.version,
    };
  };
  const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

  it('gives pages before, after and around a place, ascending', async () => {
    expect(await page('')).toEqual({ seqs: range(81, 130), before: true, after: false, version: 130 });
    expect(await page('limit=100')).toMatchObject({ seqs: range(31, 130) });
    expect(await page('before=31&limit=100')).toMatchObject({ seqs: range(1, 30), before: false, after: true });
    expect(await page('after=125')).toMatchObject({ seqs: range(126, 130), before: true, after: false });
    expect(await page('around=60&limit=11')).toMatchObject({ seqs: range(55, 65), before: true, after: true });
    expect(await page('around=1&limit=10')).toMatchObject({ seqs: range(1, 10), before: false });
    expect(await page('around=130&limit=10')).toMatchObject({ seqs: range(121, 130), after: false });
    expect(await page('before=1')).toMatchObject({ seqs: [], before: false, after: true });
  });

  it('answers the newest ten from the cache, equal to the database', async () => {
    const first = await rui.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=10`);
    const second = await rui.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=10`);
    expect(second.headers.get('x-cache')).toBe('hit');
    expect(second.body).toEqual(first.body);
    const fromDatabase = await rui.get<MessagePage>(`/api/rooms/${room.id}/messages?after=120`);
    expect(second.body.items).toEqual(fromDatabase.body.items);
    const sent = await send(ana, 'newest');
    const third = await rui.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=3`);
    expect(third.headers.get('x-cache')).toBe('hit');
    expect(third.body.items.at(-1)).toEqual(sent.body);
    expect(third.body.items).toHaveLength(3);
  });

  it('refuses two cursors, odd limits and unknown parameters', async () => {
    for (const query of [
      'before=1&after=2',
      'limit=0',
      'limit=101',
      'limit=x',
      'before=-1',
      'sort=text',
      "before=1';--",
      'limit[$gt]=1',
    ]) {
      const answer = await rui.get(`/api/rooms/${room.id}/messages?${query}`);
      expect({ query, status: answer.status }).toEqual({ query, status: 400 });
    }
  });

  it('gives every change after a version once, in pages, and says when too much was missed', async () => {
    const version = (await page('limit=1')).version;
    const target = (await rui.get<MessagePage>(`/api/rooms/${room.id}/messages?before=5&limit=1`)).body.items[0];
    await ana.patch(`/api/rooms/${room.id}/messages/${target?.id}`, { text: 'edited' });
    await send(ana, 'later');
    const changes = await rui.get<ChangesPage>(`/api/rooms/${room.id}/changes?after=${version}`);
    expect(changes.body).toMatchObject({ version: version + 2, more: false, reset: false });
    expect(changes.body.items.map((item) => [item.version, item.text])).toEqual([
      [version + 1, 'edited'],
      [version + 2, 'later'],
    ]);
    const firstPage = await rui.get<ChangesPage>(`/api/rooms/${room.id}/changes?after=0&limit=20`);
    expect(firstPage.body).toMatchObject({ more: true, version: firstPage.body.items.at(-1)?.version });
    expect((await rui.get<ChangesPage>(`/api/rooms/${room.id}/changes?after=999999`)).body).toMatchObject({
      reset: true,
      items: [],
    });
    await database.query('UPDATE room SET version = version + 600 WHERE id = $1', [room.id]);
    expect((await rui.get<ChangesPage>(`/api/rooms/${room.id}/changes?after=${version}`)).body).toMatchObject({
      reset: true,
      items: [],
    });
  });
});

describe('what is read and what is not', () => {
  it('counts messages of others only, moves forward only, and never sticks', async () => {
    room = await newRoom();
    const socket = await connect(rui);
    await socket.do('room:join', { roomId: room.id });
    for (let index = 0; index < 5; index += 1) await send(ana, `n${index}`);
    const own = await send(rui, 'mine');
    const gone = await send(ana, 'gone');
    await ana.delete(`/api/rooms/${room.id}/messages/${gone.body.id}`);
    const state = async () => (await rui.get<Room>(`/api/rooms/${room.id}`)).body.me;
    expect(await state()).toMatchObject({ readSeq: 0, unread: 5, mentions: 0 });
    expect(await socket.do('room:read', { roomId: room.id, seq: 3 })).toEqual({ readSeq: 3, unread: 2, mentions: 0 });
    expect(await socket.do('room:read', { roomId: room.id, seq: 1 })).toMatchObject({ readSeq: 3 });
    expect(await socket.do('room:read', { roomId: room.id, seq: 9_999 })).toEqual({
      readSeq: gone.body.seq,
      unread: 0,
      mentions: 0,
    });
    expect(socket.all('room:unread').at(-1)).toEqual({
      roomId: room.id,
      readSeq: gone.body.seq,
      unread: 0,
      mentions: 0,
    });
    const back = await rui.put(`/api/rooms/${room.id}/read`, { seq: own.body.seq - 2, unread: true });
    expect(back.body).toEqual({ readSeq: own.body.seq - 2, unread: 1, mentions: 0 });
    await ana.patch(`/api/rooms/${room.id}/messages/${(await send(ana, 'x')).body.id}`, { text: 'y' });
    expect(await state()).toMatchObject({ unread: 2 });
    socket.close();
  });

  it('tells a member who is elsewhere, and not a stranger', async () => {
    room = await newRoom();
    await send(rui, 'I was here');
    const [member, stranger] = [await connect(rui), await connect(await enter(server.url))];
    await send(ana, 'news');
    // Their own words before may be told of, too: then the count is 0.
    await waitFor('the count', () => member.all('room:unread').some(({ unread }) => unread > 0));
    expect(member.all('room:unread').at(-1)).toMatchObject({ roomId: room.id, unread: 1 });
    expect(stranger.all('room:unread')).toEqual([]);
    member.close();
    stranger.close();
  });
});
