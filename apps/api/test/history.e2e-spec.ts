import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, MessagePage, Room } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  startServer,
  type TestDatabase,
  type TestServer,
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
  room = await newRoom('public');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

async function newRoom(visibility: 'public' | 'private'): Promise<Room> {
  const answer = await ana.post<Room>('/api/rooms', { name: `Room ${randomUUID().slice(0, 8)}`, visibility });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function send(where: Room, text: string, extra = {}): Promise<Message> {
  const body = { text, clientMessageId: randomUUID(), ...extra };
  const answer = await ana.post<Message>(`/api/rooms/${where.id}/messages`, body);
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('one message by id', () => {
  it('is what history shows, for each person', async () => {
    const asked = await send(room, 'question?');
    const message = await send(room, 'answer', { replyToId: asked.id });
    await rui.put(`/api/rooms/${room.id}/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
    for (const person of [ana, rui]) {
      const page = await person.get<MessagePage>(`/api/rooms/${room.slug}/messages`);
      const one = await person.get<Message>(`/api/rooms/${room.slug}/messages/${message.id.toUpperCase()}`);
      expect(one.status).toBe(200);
      expect(one.body).toEqual(page.body.items.at(-1));
      expect(one.body.reactions).toEqual([{ emoji: '👍', count: 1, me: person === rui }]);
    }
  });

  it('has no content once it is deleted', async () => {
    const message = await send(room, 'to be deleted');
    await ana.delete(`/api/rooms/${room.id}/messages/${message.id}`);
    const { status, body } = await rui.get<Message>(`/api/rooms/${room.id}/messages/${message.id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: message.id, seq: message.seq, text: '', deletedAt: expect.any(String) });
  });

  it('is not found elsewhere, without a way in, or by another name', async () => {
    const [other, secret] = [await newRoom('public'), await newRoom('private')];
    const [message, hidden] = [await send(room, 'here'), await send(secret, 'hidden')];
    for (const [who, path] of [
      [ana, `${other.id}/messages/${message.id}`],
      [ana, `${room.id}/messages/${randomUUID()}`],
      [ana, `no-such-room/messages/${message.id}`],
      [rui, `${secret.id}/messages/${hidden.id}`],
      [rui, `${room.id}/messages/${hidden.id}`],
    ] as const) {
      expect({ path, ...problemOf(await who.get(`/api/rooms/${path}`)) }).toMatchObject({ path, code: 'not_found' });
    }
    expect((await ana.get(`/api/rooms/${secret.id}/messages/${hidden.id}`)).status).toBe(200);
    expect(problemOf(await ana.get(`/api/rooms/${room.id}/messages/x`)).code).toBe('invalid_payload');
    expect((await fetch(`${server.url}/api/rooms/${room.id}/messages/${message.id}`)).status).toBe(401);
  });
});

describe('the page around an instant', () => {
  const at = (where: Room, instant: string, limit = 5) =>
    ana.get<MessagePage>(`/api/rooms/${where.id}/messages?at=${encodeURIComponent(instant)}&limit=${limit}`);
  const seqs = (page: MessagePage) => page.items.map((message) => message.seq);
  /** Message n is written at minute n. */
  const minute = (n: number, seconds = 0) => new Date(Date.UTC(2026, 0, 1, 0, n, seconds)).toISOString();
  let timed: Room;

  beforeAll(async () => {
    timed = await newRoom('public');
    for (let index = 1; index <= 30; index += 1) await send(timed, `message ${index}`);
    await database.query(
      `UPDATE message SET created_at = timestamptz '2026-01-01T00:00:00Z' + seq * interval '1 minute' WHERE room_id = $1`,
      [timed.id],
    );
  });

  it('has the first message since then in its middle', async () => {
    for (let n = 1; n <= 30; n += 1) {
      const expected = await ana.get<MessagePage>(`/api/rooms/${timed.id}/messages?around=${n}&limit=5`);
      expect((await at(timed, minute(n))).body).toEqual(expected.body);
      expect((await at(timed, minute(n - 1, 30))).body).toEqual(expected.body);
    }
  });

  it('is the oldest page before everything, and the newest after everything', async () => {
    expect(seqs((await at(timed, '1999-01-01T00:00:00Z')).body)).toEqual([1, 2, 3, 4, 5]);
    const newest = (await at(timed, minute(30, 1))).body;
    expect(newest).toMatchObject({ firstSeq: 26, lastSeq: 30, hasBefore: true, hasAfter: false });
    expect(seqs(newest)).toEqual([26, 27, 28, 29, 30]);
  });

  it('does not mind missing messages, nor many of one instant, nor none at all', async () => {
    const holes = await newRoom('public');
    expect((await at(holes, minute(1))).body).toMatchObject({ items: [], firstSeq: null });
    for (let index = 1; index <= 20; index += 1) await send(holes, `message ${index}`);
    await database.query(`UPDATE message SET created_at = timestamptz '2026-01-01T00:10:00Z' WHERE room_id = $1`, [
      holes.id,
    ]);
    await database.query('DELETE FROM message WHERE room_id = $1 AND (seq < 5 OR seq BETWEEN 8 AND 15)', [holes.id]);
    expect(seqs((await at(holes, minute(10), 3)).body)).toContain(5);
    expect(seqs((await at(holes, minute(11), 3)).body)).toEqual([18, 19, 20]);
  });

  it('takes one place at a time, and only instants', async () => {
    for (const query of [
      'at=yesterday',
      'at=2026-01-01',
      `at=${minute(1)}&before=3`,
      `at=${minute(1)}&around=3`,
      'at=',
    ]) {
      expect({ query, status: (await ana.get(`/api/rooms/${timed.id}/messages?${query}`)).status }).toEqual({
        query,
        status: 400,
      });
    }
  });
});
