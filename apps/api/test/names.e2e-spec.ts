import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  defaultSettings,
  type Member,
  messageSchema,
  type OwnUser,
  ownUserSchema,
  type Room,
  type User,
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
import { DataSource } from 'typeorm';
import { Foundation1763700000000 } from '../src/database/migrations/1763700000000-foundation.js';
import { Search1763800000000 } from '../src/database/migrations/1763800000000-search.js';
import { Identity1763800000002 } from '../src/database/migrations/1763800000002-identity.js';

let database: TestDatabase;
let server: TestServer;
let other: TestServer;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', LOG_LEVEL: 'debug', LOG_REQUESTS: 'on' });
  other = await startServer({ DATABASE_URL: database.url });
});

afterAll(async () => {
  expect([...server.errors(), ...other.errors()]).toEqual([]);
  await Promise.all([server.stop(), other.stop()]);
  await database.drop();
});

const patch = (client: HttpClient, change: object) => client.patch<OwnUser>('/api/me', change);
const mark = (client: HttpClient, passphrase: string) => client.put<OwnUser>('/api/me/mark', { passphrase });

describe('names that look alike', () => {
  it('are refused as handles, and the refused person keeps what they had', async () => {
    const [jose, impostor] = [await enter(server.url), await enter(server.url)];
    expect((await patch(jose, { handle: 'jose' })).status).toBe(200);
    for (const handle of ['jose', 'JOSE', 'j0se', 'ｊose', '\u0458\u043e\u0455\u0435'])
      expect(problemOf(await patch(impostor, { handle }))).toMatchObject({
        code: 'conflict',
        issues: [{ path: 'handle', message: 'taken' }],
      });
    expect((await impostor.get<OwnUser>('/api/me')).body.handle).toBe(impostor.user.handle);
    expect((await patch(impostor, { handle: 'josé' })).body.handle).toBe('josé');
    expect((await patch(jose, { handle: 'Jose' })).body.handle).toBe('Jose');
  });

  it('of mixed scripts are not valid, and reserved words are taken', async () => {
    const guest = await enter(server.url);
    expect(problemOf(await patch(guest, { handle: 'mаria' }))).toMatchObject({
      code: 'invalid_payload',
      issues: [{ path: 'handle' }],
    });
    expect(problemOf(await patch(guest, { handle: 'adm1n' })).code).toBe('conflict');
  });

  it('are refused as display names when they are the handle of somebody else, also on entering', async () => {
    const [marta, impostor] = [await enter(server.url), await enter(server.url)];
    await patch(marta, { handle: 'marta' });
    const conflict = { code: 'conflict', issues: [{ path: 'displayName', message: 'taken' }] };
    for (const displayName of ['Marta', '@marta', 'mаrta', 'Sistema', 'Adm1n']) {
      expect(problemOf(await patch(impostor, { displayName }))).toMatchObject(conflict);
      expect(problemOf(await request(server.url, 'POST', '/api/session', { displayName }))).toMatchObject(conflict);
    }
    expect((await patch(marta, { displayName: 'Marta' })).body.displayName).toBe('Marta');
    expect((await patch(impostor, { displayName: 'Marta García' })).status).toBe(200);
    const namesake = await enter(server.url, 'Marta García');
    expect(namesake.user.displayName).toBe('Marta García');
  });

  it('that are there already keep working; the oldest alone has the skeleton', async () => {
    const older = await createDatabase();
    const source = new DataSource({ type: 'postgres', url: older.url });
    await source.initialize();
    const runner = source.createQueryRunner();
    try {
      await older.query('DROP SCHEMA public CASCADE');
      await older.query('CREATE SCHEMA public');
      await new Foundation1763700000000().up(runner);
      await new Search1763800000000().up(runner);
      const ids = ['1', '2', '3'].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`);
      await older.query(
        `INSERT INTO chat_user (id, handle, handle_key, display_name)
         SELECT id, handle, handle, 'x' FROM unnest($1::uuid[], $2::text[]) AS i(id, handle)`,
        [ids, ['ana', 'аna', 'rui']],
      );
      await new Identity1763800000002().up(runner);
      expect(await older.query('SELECT handle_skeleton AS skeleton FROM chat_user ORDER BY id')).toEqual([
        { skeleton: 'ana' },
        { skeleton: null },
        { skeleton: 'rul' },
      ]);
      await new Identity1763800000002().down(runner);
      expect(await older.query('SELECT handle FROM chat_user')).toHaveLength(3);
    } finally {
      await runner.release();
      await source.destroy();
      await older.drop();
    }
  });
});

describe('a mark', () => {
  const passphrase = 'una frase muy secreta';

  it('is the same for the same passphrase, for anybody and on any node', async () => {
    const [ana, rui, far] = [await enter(server.url), await enter(server.url), await enter(other.url)];
    const own = ownUserSchema.parse((await mark(ana, passphrase)).body);
    expect(own.mark).toMatch(/^[0-9A-Z]{10}$/);
    expect((await mark(rui, passphrase)).body.mark).toBe(own.mark);
    expect((await mark(far, passphrase)).body.mark).toBe(own.mark);
    expect((await mark(rui, `${passphrase}!`)).body.mark).not.toBe(own.mark);
  });

  it('is worn everywhere that the person is shown, and taken off again', async () => {
    const [ana, rui] = [await enter(server.url), await enter(server.url)];
    const room = (await ana.post<Room>('/api/rooms', { name: `Marks ${randomUUID().slice(0, 8)}` })).body;
    const socket = await connect(ana);
    await socket.do('room:join', { roomId: room.id });
    const say = async (replyToId?: string) =>
      messageSchema.parse(
        (await ana.post(`/api/rooms/${room.id}/messages`, { text: 'x', clientMessageId: randomUUID(), replyToId }))
          .body,
      );
    const before = await say();
    expect(before.author).not.toHaveProperty('mark');
    const worn = (await mark(ana, passphrase)).body.mark;
    const after = await say(before.id);
    expect([after.author.mark, after.replyTo?.author.mark]).toEqual([worn, worn]);
    for (const limit of [10, 50]) {
      const page = (await rui.get<{ items: { author: User }[] }>(`/api/rooms/${room.id}/messages?limit=${limit}`)).body;
      expect(page.items.map((message) => message.author.mark)).toEqual([worn, worn]);
    }
    const members = (await rui.get<{ items: Member[] }>(`/api/rooms/${room.id}/members`)).body.items;
    expect(members.find(({ user }) => user.id === ana.user.id)?.user.mark).toBe(worn);
    const reader = await connect(rui);
    const joined = await reader.do('room:join', { roomId: room.id });
    expect(joined.online.find((user) => user.id === ana.user.id)?.mark).toBe(worn);
    const again = await connect(ana);
    expect(again.all('session:ready')[0]?.user.mark).toBe(worn);
    expect((await ana.delete<OwnUser>('/api/me/mark')).body).not.toHaveProperty('mark');
    expect((await say()).author).not.toHaveProperty('mark');
    for (const one of [socket, reader, again]) one.close();
  });

  it('leaves its passphrase nowhere: neither in a log nor in the database', async () => {
    const guest = await enter(server.url);
    const secret = `correct horse ${randomUUID()}`;
    expect((await mark(guest, secret)).status).toBe(200);
    expect(problemOf(await mark(guest, `${secret}${'x'.repeat(200)}`)).code).toBe('invalid_payload');
    const tables = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const rows = await database.query(`SELECT 1 FROM "${name}" AS t WHERE strpos(t::text, 'correct horse') > 0`);
      expect(rows).toEqual([]);
    }
    expect(server.log()).not.toContain('correct horse');
  });

  it('is made a few times a minute, and not from something short', async () => {
    const guest = await enter(other.url);
    expect(problemOf(await mark(guest, 'short')).code).toBe('invalid_payload');
    const answers = await Promise.all(Array.from({ length: 8 }, () => mark(guest, passphrase)));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(problemOf(refused[0]!).code).toBe('rate_limited');
  });
});

describe('settings', () => {
  it('begin as the defaults, change one by one, and do not lose what another device chose', async () => {
    const guest = await enter(server.url);
    expect(guest.user.settings).toEqual(defaultSettings);
    await Promise.all([
      patch(guest, { settings: { bubbles: true } }),
      patch(guest, { settings: { openAt: 'newest' } }),
      patch(guest, { settings: { announce: 'none' } }),
    ]);
    expect((await guest.get<OwnUser>('/api/me')).body.settings).toEqual({
      ...defaultSettings,
      bubbles: true,
      openAt: 'newest',
      announce: 'none',
    });
    for (const settings of [{ bubbles: 'yes' }, { colour: 'red' }, { openAt: 'nowhere' }])
      expect((await patch(guest, { settings })).status).toBe(400);
    await database.query(`UPDATE chat_user SET settings = '{"bubbles": 3, "gone": true}' WHERE id = $1`, [
      guest.user.id,
    ]);
    expect((await guest.get<OwnUser>('/api/me')).body.settings).toEqual(defaultSettings);
  });

  it('reach the own sockets, and nobody else hears of them', async () => {
    const [ana, rui] = [await enter(server.url), await enter(server.url)];
    const room = (await ana.post<Room>('/api/rooms', { name: `Settings ${randomUUID().slice(0, 8)}` })).body;
    const [first, second, stranger] = [await connect(ana), await connect(ana), await connect(rui)];
    for (const socket of [first, second, stranger]) await socket.do('room:join', { roomId: room.id });
    await patch(ana, { settings: { letterKeys: false } });
    await patch(ana, { displayName: 'Changed', locale: 'es' });
    for (const socket of [first, second]) await waitFor('me:updated', () => socket.all('me:updated').length === 2);
    expect(first.all('me:updated').at(-1)?.user).toMatchObject({
      id: ana.user.id,
      displayName: 'Changed',
      locale: 'es',
      settings: { ...defaultSettings, letterKeys: false },
    });
    expect(stranger.received.filter((one) => one.event === 'me:updated')).toEqual([]);
    expect(JSON.stringify(stranger.received)).not.toContain('letterKeys');
    for (const socket of [first, second, stranger]) socket.close();
  });
});

describe('finding people', () => {
  const find = async (client: HttpClient, q: string) =>
    (await client.get<{ items: User[]; nextCursor: null }>(`/api/users?q=${encodeURIComponent(q)}`)).body.items;

  it('gives at most ten by the beginning of a handle or name first, then by a part, without case and accents', async () => {
    const seeker = await enter(server.url);
    const named = async (handle: string, displayName: string) => {
      const client = await enter(server.url);
      return (await patch(client, { handle, displayName })).body.id;
    };
    const begins = await named('quimera-9', 'Uno');
    const beginsByName = await named('tercero-9', 'QUÍMERA dos');
    const holds = await named('otra.quimera', 'Tres');
    await named('cualquiera', 'Cuatro');
    expect((await find(seeker, 'Quiméra')).map((user) => user.id)).toEqual([begins, beginsByName, holds]);
    expect(await find(seeker, '%')).toEqual([]);
    expect(await find(seeker, '   ')).toEqual([]);
    for (let index = 2; index < 7; index += 1)
      for (const part of ['a', 'b', 'c']) await enter(server.url, `Zyx ${part}${index}`);
    const many = await find(seeker, 'zyx');
    expect(many).toHaveLength(10);
    expect(Object.keys(many[0]!).sort()).toEqual(['displayName', 'handle', 'id', 'isBot', 'isGuest']);
    expect((await request(server.url, 'GET', '/api/users?q=zyx')).status).toBe(401);
    expect((await seeker.get('/api/users?q=')).status).toBe(400);
  });
});
