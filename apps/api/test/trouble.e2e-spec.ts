import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, MessagePage, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  request,
  type SocketClient,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let socket: SocketClient;
let room: Room;

/** A role of the server's own, so that it can be kept out and its connections told from others. */
const ROLE = `server_${randomUUID().slice(0, 8)}`;
let admin: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  admin = new pg.Client({ connectionString: database.url });
  admin.on('error', () => undefined);
  await admin.connect();
  const url = new URL(database.url);
  await admin.query(
    `CREATE ROLE ${ROLE} LOGIN PASSWORD '${url.password}' IN ROLE ${pg.escapeIdentifier(url.username)}`,
  );
  url.username = ROLE;
  server = await startServer({ DATABASE_URL: url.href, LIMITS: 'off', DATABASE_POOL: '4' });
  ana = await enter(server.url, 'Ana');
  room = (await ana.post<Room>('/api/rooms', { name: 'Trouble' })).body;
  socket = await connect(ana);
  await socket.do('room:join', { roomId: room.id });
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  socket.close();
  await server.stop();
  await admin.query(`DROP ROLE ${ROLE}`);
  await admin.end();
  await database.drop();
});

const message = (text = 'x') => ({ roomId: room.id, clientMessageId: randomUUID(), text });
const post = () => ana.post<Message>(`/api/rooms/${room.id}/messages`, { text: 'x', clientMessageId: randomUUID() });
const ready = () => request<string>(server.url, 'GET', '/api/health/ready');
const countOf = async (id: string) =>
  (await database.query('SELECT 1 FROM message WHERE client_message_id = $1', [id])).length;

/** Ends connections of the server, from outside, as an operator does. */
const cut = () => admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [ROLE]);

describe('trouble with the database', () => {
  it('F14: stores what was sent while its connections are ended over and over, each once', async () => {
    let isOver = false;
    let cuts = 0;
    const cutting = (async () => {
      while (!isOver) {
        cuts += (await cut()).rowCount ?? 0;
        await waitFor('connections', async () => {
          const { rowCount } = await admin.query('SELECT 1 FROM pg_stat_activity WHERE usename = $1', [ROLE]);
          return isOver || (rowCount ?? 0) > 0;
        });
      }
    })();
    const sends = Array.from({ length: 150 }, (_, index) => message(String(index)));
    for (const send of sends) {
      // As clients do: again, with the same id, until it is known.
      await waitFor('the acknowledgement', async () => {
        const answer = await socket.ask('message:send', send);
        if (answer.error) expect(answer.error.code).toBe('unavailable');
        return answer.data;
      });
    }
    isOver = true;
    await cutting;
    expect(cuts).toBeGreaterThan(10);
    const rows = await database.query<{ text: string }>('SELECT text FROM message WHERE room_id = $1 ORDER BY seq', [
      room.id,
    ]);
    expect(rows.map(({ text }) => text)).toEqual(sends.map(({ text }) => text));
    // Everybody inside was told of each, also of those whose first attempt was cut right after the commit.
    const expected = Array.from({ length: sends.length }, (_, index) => index + 1);
    await waitFor('all versions', () => socket.versions(room.id).length >= sends.length);
    expect(socket.versions(room.id)).toEqual(expected);
  });

  it('repeats what got into the way of another and was undone', async () => {
    await database.query(`CREATE SEQUENCE undone; CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.text = 'undone' AND nextval('undone') <= 2 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '40P01'; END IF;
        RETURN NEW;
      END $$; CREATE TRIGGER undo BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION undo()`);
    const send = message('undone');
    expect((await socket.do('message:send', send)).replayed).toBe(false);
    expect(await countOf(send.clientMessageId)).toBe(1);
    await database.query('DROP TRIGGER undo ON message; DROP FUNCTION undo; DROP SEQUENCE undone');
  });

  it('F15: with a full disk acknowledges nothing, says so, and goes on reading', async () => {
    await database.query(`CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER fill BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION fill()`);
    const send = message();
    const answer = await socket.ask('message:send', send);
    expect(answer.error).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) });
    const posted = await post();
    expect(problemOf(posted)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(posted.headers.get('retry-after')).toBe('1');
    for (const path of ['/api/rooms', `/api/rooms/${room.id}/messages`, '/api/me'])
      expect((await ana.get(path)).status).toBe(200);
    expect(await countOf(send.clientMessageId)).toBe(0);
    await database.query('DROP TRIGGER fill ON message; DROP FUNCTION fill');
    expect((await socket.do('message:send', send)).replayed).toBe(false);
  });

  it('F12: with all connections in use lets no more than it can bear wait, and refuses the others', async () => {
    const held = new pg.Client({ connectionString: database.url });
    await held.connect();
    await held.query('BEGIN');
    await held.query('LOCK TABLE chat_user IN ACCESS EXCLUSIVE MODE');
    const answers = await Promise.all(Array.from({ length: 60 }, () => ana.get('/api/me')));
    for (const answer of answers) {
      expect(problemOf(answer)).toMatchObject({ status: 503, code: 'unavailable' });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    await held.query('ROLLBACK');
    await held.end();
    await waitFor('an answer', async () => (await ana.get('/api/me')).status === 200);
  });

  it('G9: is red after two failed probes, alive all the time, and green again without a restart', async () => {
    await waitFor('green', async () => (await ready()).status === 200);
    await admin.query(`ALTER ROLE ${ROLE} CONNECTION LIMIT 0`);
    await cut();
    const first = await ready();
    expect(first).toMatchObject({ status: 200, body: expect.stringContaining('did not answer once') });
    expect(await ready()).toMatchObject({ status: 503, body: expect.stringContaining('database: away') });
    expect((await request(server.url, 'GET', '/api/health/live')).status).toBe(200);
    expect((await socket.ask('message:send', message())).error?.code).toBe('unavailable');
    expect(socket.socket.connected).toBe(true);
    await admin.query(`ALTER ROLE ${ROLE} CONNECTION LIMIT -1`);
    await waitFor('green', async () => (await ready()).status === 200);
    await socket.do('message:send', message('after'));
    const page = await ana.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=10`);
    expect(page.body.items.at(-1)?.text).toBe('after');
    // No connection was left behind.
    const { rows } = await admin.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = $1',
      [ROLE],
    );
    expect(rows[0]?.count).toBeLessThanOrEqual(4);
  });
});
