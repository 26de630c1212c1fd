import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CreatedWebhook,
  createdWebhookSchema,
  limits,
  type Member,
  type Message,
  messagePageSchema,
  type Room,
  roomSchema,
  webhooksSchema,
} from '@tertulia/contract';
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

const API = 'https://api.chat.example';
let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let rui: HttpClient;
let eva: HttpClient;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({
    DATABASE_URL: database.url,
    LIMITS: 'off',
    LOG_REQUESTS: 'on',
    PUBLIC_URL: 'https://chat.example',
    PUBLIC_API_URL: API,
  });
  [ana, rui, eva] = [await enter(server.url, 'Ana'), await enter(server.url, 'Rui'), await enter(server.url, 'Eva')];
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const openRoom = async (members: HttpClient[] = [], visibility: 'public' | 'private' = 'private'): Promise<Room> => {
  const name = `Hooks ${randomUUID().slice(0, 8)}`;
  const room = roomSchema.parse((await ana.post('/api/rooms', { name, visibility })).body);
  for (const { user } of members) await ana.post(`/api/rooms/${room.id}/members`, { handle: user.handle });
  return room;
};
const make = async (room: Room, name = 'Deploys'): Promise<CreatedWebhook> => {
  const answer = await ana.post(`/api/rooms/${room.id}/webhooks`, { name });
  expect(answer.status).toBe(201);
  return createdWebhookSchema.parse(answer.body);
};
const pathOf = ({ url }: CreatedWebhook) => new URL(url).pathname;
const post = (hook: CreatedWebhook, body: unknown, headers: Record<string, string> = {}, at = server) =>
  request(at.url, 'POST', pathOf(hook), body, headers);
const pageOf = async (room: Room) =>
  messagePageSchema.parse((await ana.get(`/api/rooms/${room.id}/messages?limit=50`)).body).items;
const list = async (client: HttpClient, room: Room) =>
  webhooksSchema.parse((await client.get(`/api/rooms/${room.id}/webhooks`)).body).items;

describe('making a webhook', () => {
  it('tells its address once, and keeps only the hash of its secret', async () => {
    const room = await openRoom();
    const made = await make(room, 'Night watch');
    expect(made.url).toMatch(new RegExp(`^${API}/api/hooks/${made.id}/[\\w-]{43}$`));
    expect(made).toMatchObject({ name: 'Night watch', createdBy: ana.user.id, lastUsedAt: null });
    const [, secret = ''] = /\/([\w-]{43})$/.exec(made.url) ?? [];
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const listed = await ana.get(`/api/rooms/${room.id}/webhooks`);
    expect(listed.body).toEqual({
      items: [
        { id: made.id, name: 'Night watch', createdBy: ana.user.id, createdAt: made.createdAt, lastUsedAt: null },
      ],
    });
    const [row] = await database.query<{ row: string }>('SELECT w::text AS row FROM webhook w WHERE id = $1', [
      made.id,
    ]);
    for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret, 'base64url').toString('hex')])
      expect(row?.row).not.toContain(form);
  });

  it('is for the owner of the room alone', async () => {
    const room = await openRoom([rui]);
    const made = await make(room);
    const path = `/api/rooms/${room.id}/webhooks`;
    const attempts = (client: HttpClient) =>
      Promise.all([client.get(path), client.post(path, { name: 'Mine' }), client.delete(`${path}/${made.id}`)]);
    expect((await attempts(rui)).map(({ status }) => status)).toEqual([403, 403, 403]);
    expect((await attempts(eva)).map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await request(server.url, 'GET', path)).status).toBe(401);
    expect(await list(ana, room)).toHaveLength(1);
    const open = await openRoom([], 'public');
    expect((await eva.post(`/api/rooms/${open.id}/webhooks`, { name: 'Mine' })).status).toBe(403);
  });

  it(`stops at ${limits.webhooksPerRoom} live ones, also when they are made at once`, async () => {
    const room = await openRoom();
    const answers = await Promise.all(
      Array.from({ length: limits.webhooksPerRoom + 3 }, () =>
        ana.post(`/api/rooms/${room.id}/webhooks`, { name: 'W' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(limits.webhooksPerRoom);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(problemOf(answer).code).toBe('conflict');
    const [first] = await list(ana, room);
    expect((await ana.delete(`/api/rooms/${room.id}/webhooks/${first?.id}`)).status).toBe(204);
    await make(room);
  });

  it('takes no name that looks like somebody or like the product', async () => {
    const room = await openRoom();
    for (const name of ['Tertulia', 'admin', ana.user.handle, `@${rui.user.handle}`]) {
      const answer = await ana.post(`/api/rooms/${room.id}/webhooks`, { name });
      expect({ name, code: problemOf(answer).code }).toEqual({ name, code: 'conflict' });
    }
    expect((await ana.post(`/api/rooms/${room.id}/webhooks`, { name: ' ' })).status).toBe(400);
    expect(await list(ana, room)).toEqual([]);
  });

  it('adds a member that is a program: it has a name and a handle, and cannot be let into other rooms', async () => {
    const room = await openRoom();
    const socket = await connect(ana);
    await make(room, 'Ärger & Söhne');
    await waitFor('the count', () => socket.all('room:updated').some(({ room: { memberCount } }) => memberCount === 2));
    const { items } = (await ana.get<{ items: Member[] }>(`/api/rooms/${room.id}/members`)).body;
    const bot = items.find(({ user }) => user.isBot)?.user;
    expect(bot).toMatchObject({ displayName: 'Ärger & Söhne', isGuest: false });
    expect(bot?.handle).toMatch(/^arger-sohne-bot-\d{4}$/);
    const other = await openRoom();
    expect((await ana.post(`/api/rooms/${other.id}/members`, { handle: bot?.handle })).status).toBe(404);
    expect(await database.query('SELECT 1 FROM session WHERE user_id = $1', [bot?.id])).toEqual([]);
    // Its name may tell of a room that others must not know of.
    for (const part of [bot?.handle.slice(0, 8), 'Söhne'])
      expect((await eva.get(`/api/users?q=${encodeURIComponent(part ?? '')}`)).body).toMatchObject({ items: [] });
    socket.close();
  });
});

describe('posting to a webhook', () => {
  it('is a message of its bot, told to everybody in the room and nobody else', async () => {
    const room = await openRoom([rui]);
    const hook = await make(room);
    const [member, stranger] = [await connect(rui), await connect(eva)];
    const { version } = await member.do('room:join', { roomId: room.id });
    const answer = await post(hook, { text: 'Build *42* <https://ci.test/42|passed>' });
    expect(answer).toMatchObject({ status: 200, body: 'ok' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const [told] = await waitFor('the message', () => {
      const all = member.all('message:created');
      return all.length > 0 && all;
    });
    expect(told?.version).toBe(version + 1);
    expect(told?.message).toMatchObject({
      text: 'Build **42** [passed](https://ci.test/42)',
      author: { displayName: 'Deploys', isBot: true },
    });
    expect((await pageOf(room)).map(({ text }) => text)).toEqual([told?.message.text]);
    await connect(eva).then((socket) => socket.close());
    expect(JSON.stringify(stranger.received)).not.toContain(room.id);
    for (const socket of [member, stranger]) socket.close();
  });

  it('may be a form with `payload`, as old programs send it, and no other route takes forms for that', async () => {
    const room = await openRoom();
    const hook = await make(room);
    const form = new URLSearchParams({ payload: '{"text":"from a form","username":"cron"}' }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(hook, form, type)).status).toBe(200);
    expect((await pageOf(room)).map(({ text }) => text)).toEqual(['**cron:** from a form']);
    const elsewhere = await ana.post(`/api/rooms/${room.id}/webhooks`, form, type);
    expect(elsewhere.status).toBe(415);
    expect((await post(hook, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('with the same Idempotency-Key is one message, however often it is repeated', async () => {
    const [room, other] = [await openRoom(), await openRoom()];
    const [hook, second, elsewhere] = [await make(room), await make(room, 'Second'), await make(other)];
    const key = { 'idempotency-key': 'event-4711' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(hook, { text: 'alarm' }, key)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await pageOf(room)).toHaveLength(1);
    expect(problemOf(await post(hook, { text: 'another alarm' }, key)).code).toBe('conflict');
    // A key is the webhook's own.
    expect((await post(second, { text: 'alarm' }, key)).status).toBe(200);
    expect((await post(elsewhere, { text: 'alarm' }, key)).status).toBe(200);
    expect([await pageOf(room), await pageOf(other)].map(({ length }) => length)).toEqual([2, 1]);
    expect((await post(hook, { text: 'x' }, { 'idempotency-key': 'a b' })).status).toBe(400);
    // Without one, two posts are two messages.
    for (const text of ['same', 'same']) await post(hook, { text });
    expect(await pageOf(room)).toHaveLength(4);
  });

  it('answers alike for an address that is unknown, wrong or revoked', async () => {
    const room = await openRoom();
    const [hook, revoked] = [await make(room), await make(room, 'Old')];
    expect((await post(revoked, { text: 'still here' })).status).toBe(200);
    expect((await ana.delete(`/api/rooms/${room.id}/webhooks/${revoked.id}`)).status).toBe(204);
    const secret = pathOf(hook).split('/').at(-1) ?? '';
    const wrong = `${secret.slice(0, -2)}${secret.endsWith('AA') ? 'BB' : 'AA'}`;
    const paths = [
      pathOf(revoked),
      `/api/hooks/${hook.id}/${wrong}`,
      `/api/hooks/${hook.id}/short`,
      `/api/hooks/${randomUUID()}/${secret}`,
      `/api/hooks/not-an-id/${secret}`,
      `/api/hooks/${revoked.id}/${secret}`,
    ];
    const answers = await Promise.all(paths.map((path) => request(server.url, 'POST', path, { text: 'let me in' })));
    for (const answer of answers) {
      expect({ ...problemOf(answer), requestId: '' }).toEqual({ ...problemOf(answers[0]!), requestId: '' });
      expect(answer.status).toBe(404);
    }
    // A body without sense does not tell them apart either.
    expect((await request(server.url, 'POST', paths[1] ?? '', {})).status).toBe(404);
    expect((await pageOf(room)).map(({ text }) => text)).toEqual(['still here']);
    expect(await list(ana, room)).toHaveLength(1);
    expect((await ana.delete(`/api/rooms/${room.id}/webhooks/${revoked.id}`)).status).toBe(404);
  });

  it('ends on every node at the moment it is revoked', async () => {
    const room = await openRoom();
    const hook = await make(room);
    const second = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', INSTANCE_ID: 'second' });
    expect((await post(hook, { text: 'one' }, {}, second)).status).toBe(200);
    await ana.delete(`/api/rooms/${room.id}/webhooks/${hook.id}`);
    expect((await post(hook, { text: 'two' }, {}, second)).status).toBe(404);
    expect(second.errors()).toEqual([]);
    await second.stop();
    expect((await pageOf(room)).map(({ text }) => text)).toEqual(['one']);
  });

  it('ends when its bot is taken out of the room, also of a public one', async () => {
    for (const visibility of ['private', 'public'] as const) {
      const room = await openRoom([], visibility);
      const hook = await make(room);
      await post(hook, { text: 'one' });
      const [message] = await pageOf(room);
      expect((await ana.delete(`/api/rooms/${room.id}/members/${message?.author.id}`)).status).toBe(204);
      expect((await post(hook, { text: 'two' })).status).toBe(404);
      expect(await list(ana, room)).toEqual([]);
    }
  });

  it('refuses what says nothing, what is too large, and a room that is archived', async () => {
    const room = await openRoom();
    const hook = await make(room);
    expect(problemOf(await post(hook, { text: '  ' })).issues?.[0]?.path).toBe('text');
    expect((await post(hook, undefined)).status).toBe(400);
    expect(problemOf(await post(hook, { text: 'x'.repeat(70_000) })).code).toBe('too_large');
    expect((await post(hook, { text: 'y'.repeat(60_000) })).status).toBe(200);
    const [message] = await pageOf(room);
    expect(message?.text).toHaveLength(limits.textLength);
    await ana.patch(`/api/rooms/${room.id}`, { archived: true });
    expect(problemOf(await post(hook, { text: 'late' })).code).toBe('forbidden');
    expect((await ana.post(`/api/rooms/${room.id}/webhooks`, { name: 'New' })).status).toBe(403);
    expect(await list(ana, room)).toHaveLength(1);
    await ana.delete(`/api/rooms/${room.id}`);
    expect((await post(hook, { text: 'later' })).status).toBe(404);
  });

  it('tells members who are named, never everybody, nobody outside and no program', async () => {
    const room = await openRoom([rui], 'public');
    const [hook, other] = [await make(room), await make(room, 'Other')];
    await post(other, { text: 'here' });
    const bot = (await pageOf(room))[0]?.author;
    const [member, outside] = [await connect(rui), await connect(eva)];
    await post(hook, { text: `@all @here <!channel> @${eva.user.handle} @${bot?.handle}` });
    await post(hook, { text: `look, @${rui.user.handle}` });
    await waitFor('the mention', () => member.all('notification:created').length > 0);
    const rows = await database.query<{ user_id: string; outcome: string; reason: string }>(
      'SELECT user_id, outcome, reason FROM notification WHERE room_id = $1',
      [room.id],
    );
    expect(rows).toEqual([{ user_id: rui.user.id, outcome: 'shown', reason: 'no_address' }]);
    expect(outside.all('notification:created')).toEqual([]);
    const [, shouted] = await pageOf(room);
    expect(shouted?.entities.filter(({ kind }) => kind === 'everyone')).toEqual([]);
    for (const socket of [member, outside]) socket.close();
  });

  it('is answered by people without telling anybody', async () => {
    const room = await openRoom([rui]);
    await post(await make(room), { text: 'alarm' });
    const [alarm] = await pageOf(room);
    const sent = { text: 'on it', replyToId: alarm?.id, clientMessageId: randomUUID() };
    expect((await rui.post<Message>(`/api/rooms/${room.id}/messages`, sent)).status).toBe(201);
    expect(await database.query('SELECT 1 FROM notification WHERE room_id = $1', [room.id])).toEqual([]);
  });

  it('notes when it was last used, at most once a minute', async () => {
    const room = await openRoom();
    const hook = await make(room);
    await post(hook, { text: 'one' });
    const [first] = await list(ana, room);
    expect(first?.lastUsedAt).not.toBeNull();
    await post(hook, { text: 'two' });
    expect(await list(ana, room)).toEqual([first]);
    await database.query(`UPDATE webhook SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, [hook.id]);
    await post(hook, { text: 'three' });
    expect(Date.parse((await list(ana, room))[0]?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(first?.lastUsedAt ?? ''),
    );
  });

  it('leaves no secret in the log', async () => {
    const hook = await make(await openRoom());
    const secret = pathOf(hook).split('/').at(-1) ?? 'none';
    await post(hook, { text: 'logged' });
    await post(hook, {});
    await request(server.url, 'POST', `/api/hooks/${randomUUID()}/${secret}`, {});
    await waitFor('the line', () => server.log().includes('/api/hooks/:id/:secret'));
    expect(server.log()).not.toContain(secret);
  });
});

describe('a room with a webhook', () => {
  it('that its owner leaves goes to a person, and is closed when none is left', async () => {
    const room = await openRoom();
    const hook = await make(room);
    await ana.post(`/api/rooms/${room.id}/members`, { handle: rui.user.handle });
    await ana.delete(`/api/rooms/${room.id}/members/${ana.user.id}`);
    expect((await rui.get<Room>(`/api/rooms/${room.id}`)).body.me?.role).toBe('owner');
    expect(await list(rui, room)).toHaveLength(1);
    await rui.delete(`/api/rooms/${room.id}/members/${rui.user.id}`);
    expect((await post(hook, { text: 'anybody?' })).status).toBe(404);
  });
});

describe('limits', () => {
  it('hold for each webhook by itself, and say when to come back', async () => {
    const strict = await startServer({
      DATABASE_URL: database.url,
      LIMIT_HOOKS_PER_MINUTE: '3',
      LIMIT_WEBHOOKS_PER_HOUR: '2',
      LIMIT_ROOMS_PER_HOUR: '50',
      INSTANCE_ID: 'strict',
    });
    const room = await openRoom();
    const owner = { url: strict.url, token: ana.token };
    const create = () =>
      request<CreatedWebhook>(
        owner.url,
        'POST',
        `/api/rooms/${room.id}/webhooks`,
        { name: 'W' },
        {
          authorization: `Bearer ${owner.token}`,
        },
      );
    const [first, second, third] = [await create(), await create(), await create()];
    expect([first.status, second.status, third.status]).toEqual([201, 201, 429]);
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1)
      statuses.push((await post(first.body, { text: 'x' }, {}, strict)).status);
    expect(statuses).toEqual([200, 200, 200]);
    const refused = await post(first.body, { text: 'x' }, {}, strict);
    expect(problemOf(refused)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await post(second.body, { text: 'x' }, {}, strict)).status).toBe(200);
    expect(strict.errors()).toEqual([]);
    await strict.stop();
  });
});
