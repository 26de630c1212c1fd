import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Entity,
  type MentionPreview,
  mentionPreviewSchema,
  type Message,
  messageSchema,
  type NotificationPage,
  notificationPageSchema,
  type Room,
  roomSchema,
} from '@tertulia/contract';
import { productMentionCases } from '@tertulia/contract/mention-cases';
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
/** The author of everything; has a confirmed address and owns the rooms. */
let rui: HttpClient;
let ana: HttpClient;
let francisco: HttpClient;
let joao: HttpClient;
let maria: HttpClient;
let jose: HttpClient;
let general: Room;

const named = async (handle: string): Promise<HttpClient> => {
  const client = await enter(server.url);
  expect((await client.patch('/api/me', { handle })).status).toBe(200);
  return Object.assign(client, { user: { ...client.user, handle } });
};
const openRoom = async (
  owner: HttpClient,
  members: HttpClient[] = [],
  visibility: 'public' | 'private' = 'public',
): Promise<Room> => {
  const name = `Mentions ${randomUUID().slice(0, 8)}`;
  const room = roomSchema.parse((await owner.post('/api/rooms', { name, visibility })).body);
  for (const { user } of members) await owner.post(`/api/rooms/${room.id}/members`, { handle: user.handle });
  return room;
};
const say = async (client: HttpClient, room: Room, text: string, more: object = {}): Promise<Message> => {
  const answer = await client.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID(), ...more });
  return messageSchema.parse(answer.body);
};
const edit = async (client: HttpClient, { roomId, id }: Message, text: string): Promise<Message> =>
  messageSchema.parse((await client.patch(`/api/rooms/${roomId}/messages/${id}`, { text })).body);
const listed = async (client: HttpClient): Promise<NotificationPage> =>
  notificationPageSchema.parse((await client.get('/api/notifications')).body);
/** What the list holds of one message. */
const listedOf = async (client: HttpClient, { id }: Message) =>
  (await listed(client)).items.filter(({ message }) => message.id === id);
const preview = async (client: HttpClient, room: Room, text: string): Promise<MentionPreview> =>
  mentionPreviewSchema.parse((await client.post(`/api/rooms/${room.id}/mentions`, { text })).body);
const created = (socket: SocketClient, { id }: Message) =>
  socket.all('notification:created').filter(({ notification }) => notification.message.id === id);
const updated = (socket: SocketClient, { id }: Message) =>
  socket.all('notification:updated').filter(({ notification }) => notification.message.id === id);
const hints = (socket: SocketClient, { id }: Message) =>
  socket.all('message:hint').filter(({ messageId }) => messageId === id);
const confirm = (client: HttpClient) =>
  database.query(
    `WITH known AS (UPDATE chat_user SET is_guest = false WHERE id = $1)
     INSERT INTO contact (user_id, address, address_key, verified_at) VALUES ($1, $2, $2, now())`,
    [client.user.id, `${client.user.id}@example.org`],
  );
const pendingMail = async (client: HttpClient, { id }: Message) =>
  database.query<{ outcome: string; reason: string; is_done: boolean | null; held: number | null }>(
    `SELECT n.outcome, n.reason, o.done_at IS NOT NULL AS is_done,
            extract(epoch FROM o.due_at - o.created_at)::integer AS held
     FROM notification n LEFT JOIN mail_outbox o ON o.notification_id = n.id WHERE n.user_id = $1 AND n.message_id = $2`,
    [client.user.id, id],
  );

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  [rui, ana, francisco, joao, maria, jose] = [
    await named('rui'),
    await named('ana'),
    await named('francisco'),
    await named('joao.silva'),
    await named('maria'),
    await named('josé'),
  ];
  await confirm(rui);
  general = await openRoom(rui, [ana, francisco, joao, maria, jose]);
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

describe('naming people', () => {
  it('tells those whom the table of the product says, and nobody else', async () => {
    const people = new Map([rui, ana, francisco, joao, maria, jose].map((one) => [one.user.handle, one]));
    for (const { name, text, people: expected, author } of productMentionCases) {
      const message = await say(people.get(author ?? 'rui') ?? rui, general, text);
      const told = [];
      for (const [handle, one] of people) if ((await listedOf(one, message)).length > 0) told.push(handle);
      expect({ name, told: told.sort() }).toEqual({ name, told: [...expected].sort() });
    }
  });

  it('stores what is named in code points: in the answer, history, changes, the cache and every event', async () => {
    const socket = await connect(ana);
    await socket.do('room:join', { roomId: general.id });
    const text = '👩‍👩‍👧 @ana y #josé';
    const entities: Entity[] = [
      { kind: 'mention', start: 6, length: 4, userId: ana.user.id },
      { kind: 'mention', start: 13, length: 5, userId: jose.user.id },
    ];
    const message = await say(rui, general, text);
    expect(message.entities).toEqual(entities);
    const path = `/api/rooms/${general.id}`;
    for (const limit of [1, 1, 50]) {
      const page = await ana.get<{ items: Message[] }>(`${path}/messages?limit=${limit}`);
      expect(page.body.items.at(-1)?.entities).toEqual(entities);
    }
    const changes = await ana.get<{ items: Message[] }>(`${path}/changes?after=${message.version - 1}`);
    expect(changes.body.items[0]?.entities).toEqual(entities);
    const [event] = await waitFor('message:created', () => {
      const found = socket.all('message:created').filter((one) => one.message.id === message.id);
      return found.length > 0 && found;
    });
    expect(event?.message.entities).toEqual(entities);
    expect((await edit(rui, message, 'sin nadie')).entities).toEqual([]);
    expect((await edit(rui, message, '¡@maria!')).entities).toEqual([
      { kind: 'mention', start: 1, length: 6, userId: maria.user.id },
    ]);
    socket.close();
  });

  it('tells each device of theirs at once, with the count, and nobody else', async () => {
    const [phone, laptop, other] = [await connect(ana), await connect(ana), await connect(francisco)];
    const message = await say(rui, general, 'Hola @ana');
    const [item] = await listedOf(ana, message);
    for (const device of [phone, laptop]) {
      const told = await waitFor('notification:created', () => created(device, message)[0]);
      expect(told.notification).toEqual(item);
      expect(told.unread).toBe((await listed(ana)).unread);
      await waitFor('room:unread', () =>
        device.all('room:unread').some(({ roomId, mentions }) => roomId === general.id && mentions === told.unread),
      );
    }
    expect(item).toMatchObject({
      kind: 'mention',
      room: { id: general.id, slug: general.slug, name: general.name },
      message: { id: message.id, seq: message.seq, author: { handle: 'rui' }, excerpt: 'Hola @ana' },
      readAt: null,
      delivery: { outcome: 'shown', reason: 'no_address' },
    });
    // Whoever is told of the next one has heard of all before it.
    const next = await say(rui, general, '@francisco');
    await waitFor('the next one', () => created(other, next).length === 1);
    expect(created(other, message)).toEqual([]);
    expect(created(phone, message)).toHaveLength(1);
    for (const socket of [phone, laptop, other]) socket.close();
  });

  it('links rooms that the author may see, and no others', async () => {
    const [hidden, open] = [await openRoom(ana, [], 'private'), await openRoom(ana)];
    const message = await say(rui, general, `#${hidden.slug} #${open.slug}`);
    expect(message.entities).toEqual([
      { kind: 'room', start: hidden.slug.length + 2, length: open.slug.length + 1, roomId: open.id },
    ]);
    expect((await say(ana, general, `#${hidden.slug}`)).entities).toMatchObject([{ roomId: hidden.id }]);
    expect(await listedOf(ana, message)).toEqual([]);
  });

  it('tells people of a public room who never entered it, without a mail, and never of a private one', async () => {
    await confirm(maria);
    const [open, closed] = [await openRoom(rui), await openRoom(rui, [ana], 'private')];
    const [author, outsider] = [await connect(rui), await connect(maria)];
    const inOpen = await say(rui, open, '@maria');
    expect(await listedOf(maria, inOpen)).toMatchObject([{ delivery: { outcome: 'shown', reason: 'not_a_member' } }]);
    expect(await pendingMail(maria, inOpen)).toMatchObject([{ held: null }]);
    const inClosed = await say(rui, closed, '@maria @ana');
    const hint = await waitFor('message:hint', () => hints(author, inClosed)[0]);
    expect(hint).toMatchObject({ unreachable: [{ handle: 'maria' }], omitted: 0, isEveryoneRefused: false });
    expect(await listedOf(ana, inClosed)).toHaveLength(1);
    await waitFor('the open room', () => created(outsider, inOpen).length === 1);
    const fence = await say(rui, general, '@maria');
    await waitFor('the fence', () => created(outsider, fence).length === 1);
    expect(created(outsider, inClosed)).toEqual([]);
    expect(await listedOf(maria, inClosed)).toEqual([]);
    expect(hints(author, inOpen)).toEqual([]);
    expect(outsider.all('message:hint')).toEqual([]);
    for (const socket of [author, outsider]) socket.close();
  });

  it('holds the mail of those who are in the room for a minute, and of nobody else', async () => {
    await confirm(francisco);
    const socket = await connect(francisco);
    const away = await say(rui, general, '@francisco');
    expect(await pendingMail(francisco, away)).toEqual([
      { outcome: 'waiting', reason: 'due', is_done: false, held: 0 },
    ]);
    await socket.do('room:join', { roomId: general.id });
    const here = await say(rui, general, '@francisco');
    expect(await pendingMail(francisco, here)).toEqual([
      { outcome: 'waiting', reason: 'in_room', is_done: false, held: 60 },
    ]);
    socket.close();
  });

  it('tells the author of a message that is answered, once, and a mention comes first', async () => {
    const first = await say(ana, general, 'una pregunta');
    const plain = await say(rui, general, 'una respuesta', { replyToId: first.id });
    expect(await listedOf(ana, plain)).toMatchObject([{ kind: 'reply' }]);
    const both = await say(rui, general, '@ana otra', { replyToId: first.id });
    expect(await listedOf(ana, both)).toMatchObject([{ kind: 'mention' }]);
    const own = await say(ana, general, 'yo misma', { replyToId: first.id });
    expect(await listedOf(ana, own)).toEqual([]);
    // An edit says nothing about whom a message answers.
    await edit(rui, plain, 'otra respuesta');
    expect(await listedOf(ana, plain)).toMatchObject([{ kind: 'reply', message: { excerpt: 'otra respuesta' } }]);
  });

  it('is found by mentions:me', async () => {
    const word = `w${randomUUID().slice(0, 8)}`;
    await say(rui, general, `${word} @maria`);
    await say(rui, general, `${word} @todos`);
    await say(rui, general, `${word} nobody`);
    const found = async (client: HttpClient) =>
      (
        await client.get<{ items: { message: Message }[] }>(
          `/api/search?q=${encodeURIComponent(`mentions:me ${word}`)}`,
        )
      ).body.items.map(({ message }) => message.text);
    expect(await found(maria)).toEqual([`${word} @maria`]);
    expect(await found(joao)).toEqual([]);
  });
});

describe('sending the same twice', () => {
  it('tells nobody again, whichever copy comes first', async () => {
    const phone = await connect(ana);
    const [one, two] = [await connect(rui), await connect(rui)];
    for (let round = 0; round < 10; round += 1) {
      const body = { clientMessageId: randomUUID(), text: '@ana @francisco' };
      const copies = await Promise.all([
        one.do('message:send', { roomId: general.id, ...body }),
        two.do('message:send', { roomId: general.id, ...body }),
        say(rui, general, body.text, { clientMessageId: body.clientMessageId }).then((message) => ({ message })),
      ]);
      const [{ message }] = copies;
      expect(new Set(copies.map((copy) => copy.message.id)).size).toBe(1);
      const again = await rui.post(`/api/rooms/${general.id}/messages`, body);
      expect(again.status).toBe(200);
      expect(messageSchema.parse(again.body).entities).toEqual(message.entities);
      const fence = await say(rui, general, '@ana');
      await waitFor('the fence', () => created(phone, fence).length === 1);
      await waitFor('the message', () => created(phone, message).length === 1);
      expect(created(phone, message)).toHaveLength(1);
      const rows = await database.query('SELECT 1 FROM notification WHERE message_id = $1', [message.id]);
      expect(rows).toHaveLength(2);
    }
    for (const socket of [phone, one, two]) socket.close();
  });

  it('tells nobody of a message that is refused', async () => {
    const clientMessageId = randomUUID();
    await say(rui, general, 'the first', { clientMessageId });
    const before = await listed(ana);
    const path = `/api/rooms/${general.id}/messages`;
    expect((await rui.post(path, { text: '@ana', clientMessageId })).status).toBe(409);
    const closed = await openRoom(rui, [ana], 'private');
    const stranger = await enter(server.url);
    for (const text of ['@ana', '@all'])
      expect(
        (await stranger.post(`/api/rooms/${closed.id}/messages`, { text, clientMessageId: randomUUID() })).status,
      ).toBe(404);
    const socket = await connect(stranger);
    expect(
      await socket.ask('message:send', { roomId: closed.id, text: '@ana @rui', clientMessageId: randomUUID() }),
    ).toMatchObject({ error: { code: 'not_found' } });
    expect(socket.all('message:hint')).toEqual([]);
    expect((await stranger.post(`/api/rooms/${closed.id}/mentions`, { text: '@ana' })).status).toBe(404);
    expect(await listed(ana)).toEqual(before);
    socket.close();
  });
});

describe('editing and deleting', () => {
  it('tells who is newly named, takes back who is not named any more, and leaves the others alone', async () => {
    const [anas, joaos] = [await connect(ana), await connect(joao)];
    const message = await say(rui, general, '@ana hola');
    const [before] = await listedOf(ana, message);
    await waitFor('ana', () => created(anas, message).length === 1);
    await edit(rui, message, '@ana y @joao.silva');
    await waitFor('joao', () => created(joaos, message).length === 1);
    expect(await listedOf(ana, message)).toMatchObject([{ id: before?.id, createdAt: before?.createdAt }]);
    await edit(rui, message, '@joao.silva solo');
    const told = await waitFor('the withdrawal', () => updated(anas, message)[0]);
    expect(told.notification).toMatchObject({ id: before?.id, withdrawnAt: expect.any(String) });
    expect(told.unread).toBe((await listed(ana)).unread);
    expect(await listedOf(ana, message)).toEqual([]);
    expect(await listedOf(joao, message)).toHaveLength(1);
    // Who is named again gets the same one back.
    await edit(rui, message, '@ana @joao.silva');
    expect(await listedOf(ana, message)).toMatchObject([{ id: before?.id, readAt: null, withdrawnAt: null }]);
    await waitFor('ana again', () => created(anas, message).length === 2);
    expect(created(anas, message)).toHaveLength(2);
    expect(created(joaos, message)).toHaveLength(1);
    expect(updated(joaos, message)).toEqual([]);
    for (const socket of [anas, joaos]) socket.close();
  });

  it('takes back nothing that was read', async () => {
    const message = await say(rui, general, '@ana');
    const [item] = await listedOf(ana, message);
    await ana.post('/api/notifications/read', { ids: [item?.id] });
    await edit(rui, message, 'nadie');
    expect(await listedOf(ana, message)).toMatchObject([{ id: item?.id, readAt: expect.any(String) }]);
  });

  it('of a message that is deleted takes back all, read ones too, and the mail that waits', async () => {
    const socket = await connect(ana);
    const question = await say(ana, general, '?');
    const message = await say(rui, general, '@francisco @joao.silva', { replyToId: question.id });
    await joao.post('/api/notifications/read', { all: true });
    expect(await listedOf(joao, message)).toHaveLength(1);
    await rui.delete(`/api/rooms/${general.id}/messages/${message.id}`);
    for (const one of [ana, francisco, joao]) expect(await listedOf(one, message)).toEqual([]);
    expect(await pendingMail(francisco, message)).toMatchObject([
      { outcome: 'not_mailed', reason: 'deleted', is_done: true },
    ]);
    const told = await waitFor('the withdrawal', () => updated(socket, message)[0]);
    expect(told.notification).toMatchObject({ kind: 'reply', message: { excerpt: '' } });
    await rui.delete(`/api/rooms/${general.id}/messages/${message.id}`);
    socket.close();
  });

  it('mails what comes back once at most', async () => {
    const message = await say(rui, general, '@francisco');
    await edit(rui, message, 'nadie');
    expect(await pendingMail(francisco, message)).toMatchObject([
      { outcome: 'not_mailed', reason: 'withdrawn', is_done: true },
    ]);
    await edit(rui, message, 'otra vez @francisco');
    expect(await pendingMail(francisco, message)).toMatchObject([
      { outcome: 'waiting', reason: 'due', is_done: false },
    ]);
    const mailId = randomUUID();
    await database.query(
      `WITH mailed AS (
         INSERT INTO mail (id, kind, user_id, address, state, created_at, due_at) VALUES ($1, 'mention', $2, 'x', 'sent', now(), now()) RETURNING id
       ), noted AS (UPDATE notification SET outcome = 'mailed', reason = 'alone' WHERE message_id = $3 AND user_id = $2 RETURNING id)
       UPDATE mail_outbox o SET mail_id = mailed.id, done_at = now() FROM mailed, noted WHERE o.notification_id = noted.id`,
      [mailId, francisco.user.id, message.id],
    );
    await edit(rui, message, 'nadie');
    await edit(rui, message, '@francisco al fin');
    expect(await listedOf(francisco, message)).toMatchObject([{ delivery: { outcome: 'mailed', reason: 'alone' } }]);
    expect(await pendingMail(francisco, message)).toMatchObject([{ is_done: true }]);
  });

  it('at the same moment leaves what the last text names', async () => {
    const message = await say(rui, general, '@ana');
    const texts = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? `@joao.silva ${index}` : `@ana ${index}`,
    );
    await Promise.all(texts.map((text) => edit(rui, message, text)));
    const stored = messageSchema.parse((await rui.get(`/api/rooms/${general.id}/messages/${message.id}`)).body);
    const isForAna = stored.text.startsWith('@ana');
    expect(await listedOf(ana, message)).toHaveLength(isForAna ? 1 : 0);
    expect(await listedOf(joao, message)).toHaveLength(isForAna ? 0 : 1);
  });
});

describe('naming everybody', () => {
  it('tells all members, or those who are here, when the owner has an address', async () => {
    const room = await openRoom(rui, [ana, joao]);
    const socket = await connect(ana);
    await socket.do('room:join', { roomId: room.id });
    const all = await say(rui, room, '@todos hola');
    expect(all.entities).toEqual([{ kind: 'everyone', start: 0, length: 6 }]);
    for (const one of [ana, joao]) expect(await listedOf(one, all)).toHaveLength(1);
    for (const one of [rui, maria]) expect(await listedOf(one, all)).toEqual([]);
    const here = await say(rui, room, 'hola @aquí');
    expect(await listedOf(ana, here)).toHaveLength(1);
    expect(await listedOf(joao, here)).toEqual([]);
    expect(await preview(rui, room, '@here @all')).toMatchObject({
      everyone: { kind: 'all', count: 2, isAllowed: true },
      notified: [],
    });
    expect((await preview(rui, room, '@here')).everyone).toEqual({ kind: 'here', count: 1, isAllowed: true });
    // Whoever comes later is not told by an edit that leaves it, and an edit that takes it out takes all back.
    await rui.post(`/api/rooms/${room.id}/members`, { handle: 'maria' });
    await edit(rui, all, '@todos hola a todos');
    expect(await listedOf(maria, all)).toEqual([]);
    await edit(rui, all, '@joao.silva hola');
    expect(await listedOf(ana, all)).toEqual([]);
    expect(await listedOf(joao, all)).toHaveLength(1);
    socket.close();
  });

  it('is refused to members and to guests, told to the author, and stays text', async () => {
    const room = await openRoom(ana, [rui]);
    for (const author of [ana, rui]) {
      const socket = await connect(author);
      const message = await say(author, room, '@all hola');
      expect(message.entities).toEqual([]);
      expect(await waitFor('message:hint', () => hints(socket, message)[0])).toMatchObject({ isEveryoneRefused: true });
      for (const one of [ana, rui]) expect(await listedOf(one, message)).toEqual([]);
      expect((await preview(author, room, '@all')).everyone).toEqual({ kind: 'all', count: 0, isAllowed: false });
      socket.close();
    }
  });
});

describe('the bounds', () => {
  it('tell at most ten people of a guest and twenty of somebody with an address, and say how many more', async () => {
    const crowd = await Promise.all(Array.from({ length: 22 }, () => enter(server.url)));
    const text = crowd.map(({ user }) => `@${user.handle}`).join(' ');
    for (const [author, most] of [
      [ana, 10],
      [rui, 20],
    ] as const) {
      const socket = await connect(author);
      expect(await preview(author, general, text)).toMatchObject({ omitted: 22 - most, unreachable: [] });
      const message = await say(author, general, text);
      expect(message.entities).toHaveLength(22);
      const rows = await database.query<{ user_id: string }>(
        'SELECT user_id FROM notification WHERE message_id = $1 ORDER BY id',
        [message.id],
      );
      expect(rows.map((row) => row.user_id)).toEqual(crowd.slice(0, most).map(({ user }) => user.id));
      expect(await waitFor('message:hint', () => hints(socket, message)[0])).toMatchObject({ omitted: 22 - most });
      socket.close();
    }
  });

  it('let somebody name people in so many messages a minute, and write others', async () => {
    const limited = await startServer({
      DATABASE_URL: database.url,
      LIMIT_MENTIONS_PER_MINUTE: '2',
      LIMIT_MENTION_PREVIEWS_PER_MINUTE: '3',
      LIMIT_MESSAGE_BURST: '20',
    });
    const guest = await enter(limited.url);
    const path = `/api/rooms/${general.id}`;
    const send = (text: string) => guest.post(`${path}/messages`, { text, clientMessageId: randomUUID() });
    for (const text of ['@ana', '@nobody-at-all a@b.c', `#${general.slug}`, '@ana'])
      expect((await send(text)).status).toBe(201);
    expect(problemOf(await send('@ana'))).toMatchObject({ code: 'rate_limited' });
    expect((await send('nobody')).status).toBe(201);
    for (const status of [200, 200, 200, 429])
      expect((await guest.post(`${path}/mentions`, { text: '@ana' })).status).toBe(status);
    expect(limited.errors()).toEqual([]);
    await limited.stop();
  });
});

describe('looking at a text before it is sent', () => {
  it('says who would be told and who could not, and stores nothing', async () => {
    const closed = await openRoom(rui, [ana], 'private');
    const before = await listed(ana);
    expect(await preview(rui, closed, 'Hola @ana, @maria y @nobody-at-all')).toEqual({
      entities: [
        { kind: 'mention', start: 5, length: 4, userId: ana.user.id },
        { kind: 'mention', start: 11, length: 6, userId: maria.user.id },
      ],
      notified: [expect.objectContaining({ handle: 'ana' })],
      outside: [],
      unreachable: [expect.objectContaining({ handle: 'maria' })],
      omitted: 0,
      everyone: null,
    });
    const open = await openRoom(rui);
    expect(await preview(rui, open, '@maria @rui')).toMatchObject({
      notified: [{ handle: 'maria' }],
      outside: [{ handle: 'maria' }],
    });
    expect(await preview(rui, open, 'nobody')).toMatchObject({ entities: [], notified: [], everyone: null });
    expect(await listed(ana)).toEqual(before);
    for (const body of [{}, { text: '' }, { text: 'x', more: 1 }, { text: 'x'.repeat(8_001) }])
      expect((await rui.post(`/api/rooms/${open.id}/mentions`, body)).status).toBe(400);
  });
});
