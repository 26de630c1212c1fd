import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Draft, draftSchema, draftsSchema, type Message, type Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  findRedis,
  HttpClient,
  problemOf,
  request,
  startRedis,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
  where,
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

const openRoom = async (client = ana, visibility = 'public') =>
  (await client.post<Room>('/api/rooms', { name: `Drafts ${randomUUID().slice(0, 8)}`, visibility })).body;
const save = async (
  client: HttpClient,
  room: Room,
  text: string,
  revision = 0,
  replyToId?: string | null,
): Promise<Draft> =>
  draftSchema.parse((await client.put(`/api/rooms/${room.id}/draft`, { text, revision, replyToId })).body);
const list = async (client: HttpClient): Promise<Draft[]> =>
  draftsSchema.parse((await client.get('/api/drafts')).body).items;

describe('a draft', () => {
  it('counts its changes and keeps the message that it answers', async () => {
    const room = await openRoom();
    const { body } = await rui.post<Message>(`/api/rooms/${room.id}/messages`, {
      text: 'Hi?',
      clientMessageId: randomUUID(),
    });
    expect(await save(ana, room, 'hel')).toMatchObject({ roomId: room.id, text: 'hel', revision: 1, replyTo: null });
    expect(await save(ana, room, 'hello', 1, body.id)).toMatchObject({
      revision: 2,
      replyTo: { id: body.id, seq: 1, excerpt: 'Hi?', author: { id: rui.user.id } },
    });
    expect((await list(ana))[0]).toMatchObject({ text: 'hello', revision: 2, replyTo: { id: body.id } });
  });

  it('is replaced by any text, but cleared only by who knows the last one', async () => {
    const room = await openRoom();
    await save(ana, room, 'first');
    expect(await save(ana, room, 'second, of another device', 0)).toMatchObject({ revision: 2 });
    expect(await save(ana, room, '', 1)).toMatchObject({ text: 'second, of another device', revision: 2 });
    expect(await save(ana, room, '', 2)).toMatchObject({ text: '', replyTo: null, revision: 3 });
    expect(await save(ana, room, '', 2)).toMatchObject({ text: '', revision: 3 });
    expect((await list(ana)).filter((draft) => draft.roomId === room.id)).toEqual([]);
    expect(await save(ana, room, 'third', 3)).toMatchObject({ revision: 4 });
  });

  it('of which there never was one is cleared without making one', async () => {
    const room = await openRoom();
    expect(await save(ana, room, '')).toMatchObject({ roomId: room.id, text: '', revision: 0 });
    expect(await database.query('SELECT 1 FROM draft WHERE room_id = $1', [room.id])).toEqual([]);
  });

  it('reaches the own sockets; another person hears and reads nothing of it', async () => {
    const room = await openRoom();
    const [own, stranger] = [await connect(ana), await connect(rui)];
    for (const socket of [own, stranger]) await socket.do('room:join', { roomId: room.id });
    const draft = await save(ana, room, 'a secret thought');
    await save(ana, room, '', 0);
    await save(ana, room, '', 1);
    await waitFor('draft:changed', () => own.all('draft:changed').length === 2);
    expect(own.all('draft:changed').map((change) => change.draft)).toEqual([
      draft,
      expect.objectContaining({ text: '' }),
    ]);
    expect(stranger.received.filter((one) => one.event === 'draft:changed')).toEqual([]);
    expect(JSON.stringify([stranger.received, await list(rui)])).not.toContain('secret thought');
    expect((await save(rui, room, 'mine')).revision).toBe(1);
    for (const socket of [own, stranger]) socket.close();
  });

  it('keeps to rooms that are open to the person and to messages of the room', async () => {
    const [hidden, room] = [await openRoom(rui, 'private'), await openRoom(rui)];
    const { body } = await rui.post<Message>(`/api/rooms/${hidden.id}/messages`, {
      text: 'x',
      clientMessageId: randomUUID(),
    });
    expect(problemOf(await ana.put(`/api/rooms/${hidden.id}/draft`, { text: 'x', revision: 0 })).code).toBe(
      'not_found',
    );
    expect(
      problemOf(await ana.put(`/api/rooms/${room.id}/draft`, { text: 'x', revision: 0, replyToId: body.id })).code,
    ).toBe('not_found');
    expect(await list(ana).then((drafts) => drafts.filter((draft) => draft.roomId === room.id))).toEqual([]);
    await save(ana, room, 'while it is open');
    await database.query(`UPDATE room SET visibility = 'private' WHERE id = $1`, [room.id]);
    expect((await list(ana)).map((draft) => draft.roomId)).not.toContain(room.id);
    for (const body of [
      { text: 'x' },
      { text: 'x', revision: -1 },
      { text: 'a\u0000', revision: 0 },
      { text: 'x'.repeat(20_001), revision: 0 },
    ])
      expect((await ana.put(`/api/rooms/${hidden.id}/draft`, body)).status).toBe(400);
    expect((await request(server.url, 'GET', '/api/drafts')).status).toBe(401);
  });

  it('is one of at most 500 of a person: cleared ones go first, then the oldest', async () => {
    const writer = await enter(server.url);
    await database.query(
      `WITH made AS (
         INSERT INTO room (id, slug, name, visibility)
         SELECT gen_random_uuid(), 'many-' || i, 'Many', 'public' FROM generate_series(1, 500) AS i RETURNING id, slug
       )
       INSERT INTO draft SELECT $1, id, CASE slug WHEN 'many-300' THEN '' ELSE slug END, NULL, 1,
         now() - make_interval(mins => substr(slug, 6)::int) FROM made`,
      [writer.user.id],
    );
    const count = () => database.query('SELECT count(*)::int AS n FROM draft WHERE user_id = $1', [writer.user.id]);
    await save(writer, await openRoom(), 'one more');
    expect(await count()).toEqual([{ n: 500 }]);
    expect((await list(writer)).map((draft) => draft.text)).toContain('many-500');
    await save(writer, await openRoom(), 'and one more');
    expect(await count()).toEqual([{ n: 500 }]);
    expect((await list(writer)).map((draft) => draft.text)).not.toContain('many-500');
  });
});

const describeWithRedis = where({ redis: findRedis() }, describe);

describeWithRedis('on two nodes over one Redis', () => {
  it('drafts and settings reach the own sockets on the other node, and nobody else', async () => {
    const redis = await startRedis();
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, LIMITS: 'off' };
    const [near, far] = [await startServer(environment), await startServer(environment)];
    try {
      const room = await openRoom();
      const own = await connect({ url: far.url, token: ana.token });
      const stranger = await connect({ url: far.url, token: rui.token });
      const client = new HttpClient(near.url, ana.token, ana.user);
      await save(client, room, 'from the other node');
      await client.patch('/api/me', { settings: { bubbles: true } });
      await waitFor('draft:changed', () => own.all('draft:changed')[0]);
      await waitFor('me:updated', () => own.all('me:updated')[0]);
      expect(own.all('me:updated')[0]?.user.settings.bubbles).toBe(true);
      expect(stranger.received.map((one) => one.event)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/draft:changed|me:updated/)]),
      );
      for (const socket of [own, stranger]) socket.close();
    } finally {
      await Promise.all([near.stop(), far.stop()]);
      await redis.stop();
    }
  });
});
