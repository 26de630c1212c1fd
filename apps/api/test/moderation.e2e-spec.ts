import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ChangesPage,
  type HeldMessages,
  heldMessagesSchema,
  type Member,
  type Message,
  type MessagePage,
  messageSchema,
  type NotificationPage,
  type Room,
  roomSchema,
  type RoomPreview,
  type SearchPage,
  type WordRule,
} from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  listen,
  problemOf,
  request,
  type SocketClient,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { MailStage } from './mail-stage.js';

/** What a message says beside the prohibited word; it must not be found anywhere while the message waits. */
const SECRET = 'quokka';
const TEXT = `${SECRET} merda`;

let database: TestDatabase;
let server: TestServer;
/** The owner, the author, and somebody else who is in the room. */
let ana: HttpClient;
let rui: HttpClient;
let eva: HttpClient;
let room: Room;
let sockets: SocketClient[] = [];

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, MAIL_WORKER: 'off', LIMITS: 'off' });
  ana = await enter(server.url, 'Ana');
  rui = await enter(server.url, 'Rui');
  eva = await enter(server.url, 'Eva');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

async function openRoom(rule: WordRule, visibility: 'public' | 'private' = 'public'): Promise<Room> {
  const name = `Words ${randomUUID().slice(0, 8)}`;
  const made = roomSchema.parse((await ana.post('/api/rooms', { name, visibility })).body);
  for (const { user } of [rui, eva])
    expect((await ana.post<Member>(`/api/rooms/${made.id}/members`, { handle: user.handle })).status).toBe(201);
  const changed = await ana.patch<Room>(`/api/rooms/${made.id}`, { wordRule: rule });
  expect(changed.body.wordRule).toBe(rule);
  return changed.body;
}

const useRoom = (rule: WordRule) => beforeEach(async () => void (room = await openRoom(rule)));

const post = (client: HttpClient, text: string, extra: object = {}, to = room.id) =>
  client.post<Message>(`/api/rooms/${to}/messages`, { text, clientMessageId: randomUUID(), ...extra });

async function send(client: HttpClient, text: string, extra: object = {}): Promise<Message> {
  const answer = await post(client, text, extra);
  expect(answer.status).toBe(201);
  return messageSchema.parse(answer.body);
}

const at = (message: Message) => `/api/rooms/${room.id}/messages/${message.id}`;
const release = (client: HttpClient, message: Message, body: unknown = {}) =>
  client.post<Message>(`${at(message)}/release`, body);
const heldFor = async (client: HttpClient) =>
  heldMessagesSchema.parse((await client.get<HeldMessages>(`/api/rooms/${room.id}/held`)).body).items;
const roomOf = async (client: HttpClient) => (await client.get<Room>(`/api/rooms/${room.id}`)).body;
const pageOf = async (client: HttpClient, query = '') =>
  (await client.get<MessagePage>(`/api/rooms/${room.id}/messages${query}`)).body;
const storedTexts = async () =>
  (await database.query<{ text: string }>('SELECT text FROM message WHERE room_id = $1 ORDER BY seq', [room.id])).map(
    ({ text }) => text,
  );
const told = async (client: HttpClient) => (await client.get<NotificationPage>('/api/notifications')).body.items;

async function join(client: HttpClient): Promise<SocketClient> {
  const socket = await connect(client);
  sockets.push(socket);
  await socket.do('room:join', { roomId: room.id });
  return socket;
}

async function closeSockets(): Promise<void> {
  for (const socket of sockets) socket.close();
  sockets = [];
}

/** What everybody but the author sees of a message that waits. */
const EMPTY = { text: '', entities: [], attachments: [], replyTo: null, reactions: [], tags: [], deletedAt: null };

describe('the rule of a room for words', () => {
  it('is to mark, until its owner says otherwise', async () => {
    const made = (await ana.post<Room>('/api/rooms', { name: `Rule ${randomUUID().slice(0, 8)}` })).body;
    expect(made.wordRule).toBe('tag');
    const socket = await connect(eva);
    expect((await ana.patch<Room>(`/api/rooms/${made.id}`, { wordRule: 'hold' })).body.wordRule).toBe('hold');
    await waitFor('the rule at Eva', () =>
      socket.all('room:updated').some((update) => update.room.id === made.id && update.room.wordRule === 'hold'),
    );
    expect(problemOf(await rui.patch(`/api/rooms/${made.id}`, { wordRule: 'tag' })).code).toBe('forbidden');
    expect(problemOf(await ana.patch(`/api/rooms/${made.id}`, { wordRule: 'burn' })).code).toBe('invalid_payload');
    expect((await eva.get<Room>(`/api/rooms/${made.id}`)).body.wordRule).toBe('hold');
    socket.close();
  });

  it('lets every text through where words are only marked', async () => {
    room = await openRoom('tag');
    const message = await send(rui, TEXT);
    expect(message).not.toHaveProperty('heldAt');
    expect((await pageOf(eva)).items.map(({ text }) => text)).toEqual([TEXT]);
    expect(await heldFor(ana)).toEqual([]);
  });

  it('reaches a node that heard nothing of the change within seconds', async () => {
    const other = await startServer({ DATABASE_URL: database.url, MAIL_WORKER: 'off', LIMITS: 'off' });
    room = await openRoom('tag');
    await ana.patch(`/api/rooms/${room.id}`, { wordRule: 'block' });
    const body = () => ({ text: 'merda', clientMessageId: randomUUID() });
    const authorization = `Bearer ${rui.token}`;
    const path = `/api/rooms/${room.id}/messages`;
    await waitFor(
      'the rule at the other node',
      async () => (await request(other.url, 'POST', path, body(), { authorization })).status === 403,
    );
    expect(other.errors()).toEqual([]);
    await other.stop();
  });
});

describe('a room that blocks words', () => {
  useRoom('block');

  it('refuses the text and stores nothing, over HTTP and over the socket', async () => {
    const inside = await join(eva);
    const answer = await post(rui, TEXT);
    expect(problemOf(answer)).toMatchObject({
      status: 403,
      code: 'forbidden',
      issues: [{ path: 'text', message: 'prohibited' }],
    });
    const socket = await connect(rui);
    const event = await socket.ask('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: TEXT });
    expect(event.error).toMatchObject({ code: 'forbidden', issues: [{ path: 'text', message: 'prohibited' }] });
    const script = await rui.post(`/api/rooms/${room.id}/publish`, { message: TEXT });
    expect(problemOf(script).code).toBe('forbidden');
    await send(rui, 'a kind word');
    await waitFor('the kind word', () => inside.all('message:created').length > 0);
    expect(inside.versions(room.id)).toEqual([1]);
    expect(await storedTexts()).toEqual(['a kind word']);
    socket.close();
    await closeSockets();
  });

  it('judges its owner as well, and lets the other messages of the moment pass', async () => {
    const answers = await Promise.all([post(ana, TEXT), post(ana, 'one'), post(rui, TEXT), post(rui, 'two')]);
    expect(answers.map(({ status }) => status)).toEqual([403, 201, 403, 201]);
    expect((await storedTexts()).toSorted()).toEqual(['one', 'two']);
  });

  it('refuses an edit that brings the word, and leaves the message as it was', async () => {
    const message = await send(rui, 'fine');
    expect(problemOf(await rui.patch(at(message), { text: TEXT }))).toMatchObject({
      code: 'forbidden',
      issues: [{ path: 'text', message: 'prohibited' }],
    });
    expect(await pageOf(eva)).toMatchObject({ version: 1, items: [{ text: 'fine', editedAt: null }] });
  });

  it('refuses nothing when no such word is in it, and the same message again once it is kind', async () => {
    const clientMessageId = randomUUID();
    expect((await post(rui, TEXT, { clientMessageId })).status).toBe(403);
    expect((await post(rui, 'merdandade is no such word', { clientMessageId })).status).toBe(201);
  });
});

describe('a message that is held', () => {
  useRoom('hold');

  it('is stored and numbered like every message, whole for its author, and empty for everybody else in the room', async () => {
    const [author, other, owner] = [await join(rui), await join(eva), await join(ana)];
    await send(eva, 'before');
    const message = await send(rui, TEXT);
    await send(eva, 'after');
    expect(message).toMatchObject({ seq: 2, version: 2, text: TEXT, heldAt: expect.any(String) as string });
    for (const socket of [author, other, owner]) await waitFor('all three', () => socket.versions(room.id).length >= 3);
    const heard = (socket: SocketClient) => socket.all('message:created').map((change) => change.message)[1];
    expect(heard(author)).toEqual(message);
    expect(heard(other)).toEqual({ ...message, ...EMPTY });
    expect(heard(owner)).toEqual({ ...message, ...EMPTY });
    expect(JSON.stringify([other.received, owner.received])).not.toMatch(SECRET);
    expect(other.versions(room.id)).toEqual([1, 2, 3]);
    await closeSockets();
  });

  it('leaks nothing over any way of reading', async () => {
    const first = await send(eva, 'before');
    const message = await send(rui, `@${eva.user.handle} ${TEXT}`, { replyToId: first.id });
    const answer = await send(eva, 'an answer to it', { replyToId: message.id });
    const { slug, id } = room;
    const ways: Record<string, unknown> = {};
    for (const [who, reader] of Object.entries({ eva, ana })) {
      for (const query of [
        '',
        '?limit=10',
        '?limit=10',
        '?around=2',
        '?before=3',
        '?after=1',
        '?at=2020-01-01T00:00:00Z',
      ])
        ways[`${who} ${query}`] = await pageOf(reader, query);
      ways[`${who} single`] = (await reader.get(at(message))).body;
      ways[`${who} changes`] = (await reader.get<ChangesPage>(`/api/rooms/${id}/changes?after=0`)).body;
      ways[`${who} reply`] = (await reader.get(at(answer))).body;
      ways[`${who} search`] = (await reader.get<SearchPage>(`/api/search?q=${SECRET} in:${slug}`)).body;
      ways[`${who} notifications`] = await told(reader);
      const { items } = (await reader.get<{ items: { room: Room }[] }>('/api/catch-up')).body;
      ways[`${who} catch-up`] = items.filter((item) => item.room.id === id);
      const socket = await connect(reader);
      ways[`${who} join`] = await socket.do('room:join', { roomId: id });
      await socket.do('room:leave', { roomId: id });
      ways[`${who} resync`] = await socket.do('room:join', { roomId: id, afterVersion: 0 });
      socket.close();
      const stream = await listen(`${server.url}/api/rooms/${id}/listen`, {
        authorization: `Bearer ${reader.token}`,
        'last-event-id': '0',
      });
      await waitFor('the stream', () => stream.heard.filter(({ event }) => event.startsWith('message:')).length >= 3);
      ways[`${who} stream`] = stream.heard;
      stream.close();
    }
    for (const query of ['', `?message=${message.id}`, '?before=3'])
      ways[`stranger ${query}`] = (
        await request<RoomPreview>(server.url, 'GET', `/api/public/rooms/${slug}${query}`)
      ).body;
    const visitor = await listen(`${server.url}/api/public/rooms/${slug}/listen`, { 'last-event-id': '0' });
    await waitFor('the visit', () => visitor.heard.filter(({ event }) => event.startsWith('message:')).length >= 3);
    ways['stranger stream'] = visitor.heard;
    visitor.close();
    for (const [way, seen] of Object.entries(ways))
      expect({ way, seen: JSON.stringify(seen) }).toEqual({
        way,
        seen: expect.not.stringContaining(SECRET) as string,
      });
    expect((await pageOf(eva)).items[1]).toEqual({ ...message, ...EMPTY });
    expect(answer.replyTo).toMatchObject({ id: message.id, excerpt: '' });
    const own = await pageOf(rui, '?limit=10');
    expect(own.items[1]).toEqual(message);
    expect(own.items[2]?.replyTo).toMatchObject({ id: message.id, excerpt: '' });
  });

  it('is found by nobody in the search, also after it was in the index', async () => {
    const message = await send(rui, SECRET);
    const hits = async () => (await eva.get<SearchPage>(`/api/search?q=${SECRET} in:${room.slug}`)).body.items.length;
    await waitFor('the index', async () => (await hits()) === 1);
    await rui.patch(at(message), { text: TEXT });
    expect(await hits()).toBe(0);
    await waitFor('the index to follow', async () => {
      const rows = await database.query('SELECT 1 FROM message_search WHERE message_id = $1', [message.id]);
      return rows.length === 0;
    });
    await release(ana, message);
    await waitFor('the index to follow again', async () => (await hits()) === 1);
  });

  it('tells nobody, and is unread for nobody', async () => {
    const before = (await told(eva)).length;
    const outside = await connect(eva);
    await send(rui, `@${eva.user.handle} ${TEXT}`);
    expect((await roomOf(eva)).me).toMatchObject({ unread: 0, mentions: 0 });
    await send(rui, 'plain');
    await waitFor('the count of the plain one', () =>
      outside.all('room:unread').some((state) => state.roomId === room.id && state.unread === 1),
    );
    expect(outside.all('notification:created')).toEqual([]);
    expect(await told(eva)).toHaveLength(before);
    expect(await database.query('SELECT 1 FROM mail_outbox WHERE room_id = $1', [room.id])).toEqual([]);
    const { items } = (await eva.get<{ items: { room: Room; firstUnread: Message }[] }>('/api/catch-up')).body;
    expect(items.find((item) => item.room.id === room.id)?.firstUnread.text).toBe('plain');
    outside.close();
  });

  it('is not made of what the owner writes, nor of what holds no such word', async () => {
    expect(await send(ana, TEXT)).not.toHaveProperty('heldAt');
    expect(await send(rui, 'a kind word')).not.toHaveProperty('heldAt');
    expect(await heldFor(ana)).toEqual([]);
  });

  it('is given again, whole, to its author who repeats the send, and stays one', async () => {
    const clientMessageId = randomUUID();
    const first = (await post(rui, TEXT, { clientMessageId })).body;
    const again = await post(rui, TEXT, { clientMessageId });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first);
    expect(await storedTexts()).toEqual([TEXT]);
  });

  it('takes no reactions, not even of its author', async () => {
    const message = await send(rui, TEXT);
    for (const client of [eva, ana, rui]) {
      const answer = await client.put(`${at(message)}/reactions/${encodeURIComponent('👍')}`);
      expect(problemOf(answer).code).toBe('forbidden');
    }
    expect((await pageOf(eva)).version).toBe(1);
  });
});

describe('reviewing what waits', () => {
  useRoom('hold');

  it('shows the owner alone what waits, whole, the oldest first', async () => {
    const first = await send(rui, `${TEXT} 1`);
    const second = await send(eva, `${TEXT} 2`);
    expect(await heldFor(ana)).toEqual([first, second]);
    for (const client of [rui, eva, await enter(server.url)])
      expect(problemOf(await client.get(`/api/rooms/${room.id}/held`)).code).toBe('forbidden');
    const hidden = await openRoom('hold', 'private');
    const stranger = await enter(server.url);
    for (const path of [`/api/rooms/${hidden.id}/held`, `/api/rooms/${randomUUID()}/held`])
      expect(problemOf(await stranger.get(path)).code).toBe('not_found');
    const answer = await stranger.post(`/api/rooms/${hidden.id}/messages/${first.id}/release`, {});
    expect(problemOf(answer).code).toBe('not_found');
  });

  it('tells the owner how many wait, on every device, and nobody else', async () => {
    const [owner, other, author] = [await connect(ana), await join(eva), await join(rui)];
    const counts = () => owner.all('room:held').filter(({ roomId }) => roomId === room.id);
    const message = await send(rui, TEXT);
    await waitFor('one', () => counts().at(-1)?.held === 1);
    const second = await send(rui, TEXT);
    await waitFor('two', () => counts().at(-1)?.held === 2);
    expect((await roomOf(ana)).me?.held).toBe(2);
    expect((await owner.do('room:join', { roomId: room.id })).room.me?.held).toBe(2);
    await release(ana, message);
    await waitFor('one again', () => counts().at(-1)?.held === 1);
    await rui.delete(at(second));
    await waitFor('none', () => counts().at(-1)?.held === 0);
    expect([...other.all('room:held'), ...author.all('room:held')]).toEqual([]);
    expect((await roomOf(eva)).me).not.toHaveProperty('held');
    owner.close();
    await closeSockets();
  });

  it('releases it as a change that brings the content to all, and counts and tells it then', async () => {
    const first = await send(eva, 'before');
    const message = await send(rui, `@${eva.user.handle} ${TEXT}`, { replyToId: first.id });
    const inside = await join(ana);
    const outside = await connect(eva);
    const released = await release(ana, message, { version: message.version });
    expect(released.status).toBe(200);
    expect(released.body).toMatchObject({
      id: message.id,
      seq: 2,
      version: 3,
      text: message.text,
      replyTo: { id: first.id },
    });
    expect(released.body).not.toHaveProperty('heldAt');
    const change = await waitFor('the content', () => inside.all('message:updated').at(-1));
    expect(change).toEqual({ roomId: room.id, version: 3, message: released.body });
    await waitFor('the mention', () => outside.all('notification:created').length > 0);
    await waitFor('the count', () =>
      outside
        .all('room:unread')
        .some((state) => state.roomId === room.id && state.unread === 1 && state.mentions === 1),
    );
    expect(outside.all('notification:created').map(({ notification }) => notification.kind)).toEqual(['mention']);
    expect((await pageOf(eva)).items[1]).toEqual(released.body);
    expect((await pageOf(eva, '?limit=10')).items[1]).toEqual(released.body);
    expect(await heldFor(ana)).toEqual([]);
    outside.close();
    await closeSockets();
  });

  it('tells the one whom it answers, once', async () => {
    const first = await send(eva, 'before');
    const before = (await told(eva)).length;
    const message = await send(rui, TEXT, { replyToId: first.id });
    expect(await told(eva)).toHaveLength(before);
    for (let times = 0; times < 3; times += 1) expect((await release(ana, message)).status).toBe(200);
    await waitFor('the reply', async () => (await told(eva)).length > before);
    expect((await told(eva)).slice(0, (await told(eva)).length - before)).toMatchObject([
      { kind: 'reply', message: { id: message.id } },
    ]);
    expect((await pageOf(eva)).version).toBe(3);
  });

  it('lets nobody but the owner release', async () => {
    const message = await send(rui, TEXT);
    for (const client of [rui, eva]) expect(problemOf(await release(client, message)).code).toBe('forbidden');
    expect(problemOf(await ana.post(`/api/rooms/${room.id}/messages/${randomUUID()}/release`, {})).code).toBe(
      'not_found',
    );
    expect(problemOf(await release(ana, message, { version: 'x' })).code).toBe('invalid_payload');
    expect(await heldFor(ana)).toHaveLength(1);
  });

  it('releases only what the owner has read', async () => {
    const message = await send(rui, TEXT);
    const changed = (await rui.patch<Message>(at(message), { text: `${TEXT} and worse` })).body;
    expect(problemOf(await release(ana, message, { version: message.version })).code).toBe('conflict');
    expect((await heldFor(ana)).map(({ text }) => text)).toEqual([`${TEXT} and worse`]);
    expect((await release(ana, message, { version: changed.version })).status).toBe(200);
  });

  it('removes it by the ordinary deletion, of which its author hears', async () => {
    const author = await join(rui);
    const other = await join(eva);
    const message = await send(rui, TEXT);
    expect((await ana.delete<Message>(at(message))).body).toMatchObject({
      text: '',
      deletedAt: expect.any(String) as string,
    });
    for (const socket of [author, other]) await waitFor('the deletion', () => socket.all('message:deleted').length > 0);
    expect(author.all('message:deleted')[0]?.message).not.toHaveProperty('heldAt');
    expect(problemOf(await release(ana, message)).code).toBe('gone');
    expect(await heldFor(ana)).toEqual([]);
    expect(await storedTexts()).toEqual(['']);
    await closeSockets();
  });

  it('keeps what waits when the rule is lifted', async () => {
    const message = await send(rui, TEXT);
    await ana.patch(`/api/rooms/${room.id}`, { wordRule: 'tag' });
    expect((await pageOf(eva)).items[0]).toMatchObject({ text: '' });
    expect(await heldFor(ana)).toHaveLength(1);
    expect((await release(ana, message)).body.text).toBe(TEXT);
  });
});

describe('editing where messages are held', () => {
  useRoom('hold');

  it('takes a message back from everybody, with what it told', async () => {
    const inside = await join(eva);
    const message = await send(rui, `@${eva.user.handle} hello`);
    await waitFor('the mention', async () => (await told(eva)).some((one) => one.message.id === message.id));
    await eva.put(`${at(message)}/reactions/${encodeURIComponent('👍')}`);
    const edited = (await rui.patch<Message>(at(message), { text: `@${eva.user.handle} ${TEXT}` })).body;
    expect(edited).toMatchObject({ heldAt: expect.any(String) as string, reactions: [{ emoji: '👍', me: false }] });
    const change = await waitFor('the change', () =>
      inside.all('message:updated').find((update) => update.version === edited.version),
    );
    expect(change.message).toEqual({ ...edited, ...EMPTY, editedAt: null });
    await waitFor('the count', () => inside.all('notification:updated').length > 0);
    expect((await told(eva)).some((one) => one.message.id === message.id)).toBe(false);
    expect((await roomOf(eva)).me).toMatchObject({ unread: 0, mentions: 0 });
    await release(ana, message);
    await waitFor('the mention again', async () => (await told(eva)).some((one) => one.message.id === message.id));
    expect((await pageOf(eva)).items[0]).toMatchObject({ text: edited.text, reactions: [{ emoji: '👍', me: true }] });
    await closeSockets();
  });

  it('lets a message through whose author takes the word out, and tells it then', async () => {
    const message = await send(rui, `@${eva.user.handle} ${TEXT}`);
    const edited = (await rui.patch<Message>(at(message), { text: `@${eva.user.handle} sorry` })).body;
    expect(edited).not.toHaveProperty('heldAt');
    await waitFor('the mention', async () => (await told(eva)).some((one) => one.message.id === message.id));
    expect((await pageOf(eva)).items[0]?.text).toBe(edited.text);
    expect(await heldFor(ana)).toEqual([]);
  });

  it('withdraws the mail that waits, and none is written of what waits', async () => {
    await database.query(
      `INSERT INTO contact (user_id, address, address_key, verified_at) VALUES ($1, 'eva@example.com', 'eva@example.com', now())`,
      [eva.user.id],
    );
    const message = await send(rui, `@${eva.user.handle} hello`);
    const waiting = () => database.query('SELECT 1 FROM mail_outbox WHERE room_id = $1 AND done_at IS NULL', [room.id]);
    expect(await waiting()).toHaveLength(1);
    await rui.patch(at(message), { text: `@${eva.user.handle} ${TEXT}` });
    expect(await waiting()).toEqual([]);
    const [row] = await database.query<{ outcome: string; reason: string }>(
      'SELECT outcome, reason FROM notification WHERE message_id = $1',
      [message.id],
    );
    expect(row).toEqual({ outcome: 'not_mailed', reason: 'withdrawn' });
    await release(ana, message);
    expect(await waiting()).toHaveLength(1);
    await database.query('DELETE FROM contact WHERE user_id = $1', [eva.user.id]);
  });
});

describe('mail about a held message', () => {
  it('quotes nothing of it while it waits, and the whole once it is released', async () => {
    const stage = await MailStage.build();
    const mailing = await stage.start();
    const owner = await stage.person(mailing, 'Ana');
    const hall = await stage.room(owner, 'Hall');
    await owner.patch(`/api/rooms/${hall.id}`, { wordRule: 'hold' });
    const reader = await stage.person(mailing, 'Eva', hall);
    const author = await stage.person(mailing, 'Rui', hall);
    const { message } = await stage.mention(author, hall, reader, TEXT);
    const plain = await stage.mention(owner, hall, reader, 'plain words');
    await waitFor('the mail about the plain one', async () => (await stage.delivery(plain.id)) === 'mailed/alone');
    expect((await stage.mails(reader)).map((mail) => mail.text.includes('plain words'))).toEqual([true]);
    expect(JSON.stringify(await stage.mails())).not.toMatch(SECRET);
    await owner.post(`/api/rooms/${hall.id}/messages/${message.id}/release`, { version: message.version });
    await stage.pass('11 minutes');
    await waitFor('the mail about the released one', async () => (await stage.mails(reader)).length === 2);
    expect((await stage.mails(reader))[1]?.text).toContain(SECRET);
    expect(mailing.errors()).toEqual([]);
    await mailing.stop();
    await stage.end();
  });
});
