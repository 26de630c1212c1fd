import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  heardVersions,
  type HttpClient,
  listen,
  problemOf,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { sign } from '@tertulia/worker/signature';
import { randomUUID } from 'node:crypto';
import { answer, buildResult, darn, jobsOf, lovely, read, SECRET, send } from './work-stage.js';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let beto: HttpClient;
let room: Room;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({
    DATABASE_URL: database.url,
    LIMITS: 'off',
    MAIL_DRIVER: 'off',
    JOBS_DRIVER: 'embedded',
    JOBS_WORKER: 'off',
    JOBS_SECRET: SECRET,
  });
  [ana, beto] = await Promise.all([enter(server.url, 'Ana'), enter(server.url, 'Beto')]);
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

beforeEach(async () => {
  await database.query('DELETE FROM job');
  room = (await ana.post<Room>('/api/rooms', { name: `Room ${randomUUID()}` })).body;
});

/** Jobs about a message, as soon as there are `count`. */
const jobsAbout = (message: Message, count = 2) =>
  waitFor('jobs', async () => {
    const jobs = (await jobsOf(database)).filter(({ body }) => body.messageId === message.id);
    return jobs.length >= count && jobs;
  });

const versionOf = async () => (await ana.get<Room & { version: number }>(`/api/rooms/${room.id}`)).body.version;

const edit = (message: Message, text: string) =>
  ana.patch<Message>(`/api/rooms/${room.id}/messages/${message.id}`, { text });

describe('publishing new texts', () => {
  it('puts one job for each topic into the queue', async () => {
    const message = await send(ana, room.id, 'hello');
    const jobs = await jobsAbout(message);
    expect(jobs.map(({ topic, body }) => ({ topic, body })).toSorted((a, b) => a.topic.localeCompare(b.topic))).toEqual(
      ['message.sentiment', 'message.words'].map((topic) => ({
        topic,
        body: { topic, messageId: message.id, roomId: room.id, textVersion: message.version, text: 'hello' },
      })),
    );
  });

  it('asks again about a text that was edited, and about nothing else that happens to a message', async () => {
    const message = await send(ana, room.id, 'hello');
    await jobsAbout(message);
    await ana.put(`/api/rooms/${room.id}/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
    const { body: edited } = await edit(message, 'hello there');
    const jobs = await jobsAbout(message, 4);
    expect(jobs.map(({ body }) => [body.text, body.textVersion])).toEqual([
      ['hello', message.version],
      ['hello', message.version],
      ['hello there', edited.version],
      ['hello there', edited.version],
    ]);
  });

  it('asks about every one of many messages, also while they change', async () => {
    const messages = await Promise.all(
      Array.from({ length: 130 }, (_, index) => send(ana, room.id, `number ${index}`)),
    );
    await Promise.all(
      messages.map(({ id }) => ana.put(`/api/rooms/${room.id}/messages/${id}/reactions/${encodeURIComponent('👍')}`)),
    );
    await waitFor('the end of the log', async () => {
      const [cursor] = await database.query(
        'SELECT 1 FROM job_cursor c JOIN room r ON r.id = c.room_id WHERE r.id = $1 AND c.version = r.version',
        [room.id],
      );
      return cursor;
    });
    const asked = (await jobsOf(database))
      .filter(({ topic }) => topic === 'message.words')
      .map(({ body }) => body.messageId);
    expect(new Set(asked)).toEqual(new Set(messages.map(({ id }) => id)));
  });

  it('leaves out what was deleted before anybody was asked, and rooms that were there before', async () => {
    const message = await send(ana, room.id, 'gone soon');
    await jobsAbout(message);
    await database.query('DELETE FROM job');
    await database.query('UPDATE job_cursor SET version = 0, since = 0 WHERE room_id = $1', [room.id]);
    await ana.delete(`/api/rooms/${room.id}/messages/${message.id}`);
    const next = await send(ana, room.id, 'still here');
    await jobsAbout(next);
    expect((await jobsOf(database)).filter(({ body }) => body.messageId === message.id)).toEqual([]);
  });
});

describe('the answer of a worker', () => {
  it('becomes tags of the message, and one change that everybody hears of once', async () => {
    const message = await send(ana, room.id, 'darn');
    const socket = await connect(beto);
    await socket.do('room:join', { roomId: room.id });
    const stream = await listen(`${server.url}/api/rooms/${room.id}/listen`, { authorization: `Bearer ${ana.token}` });
    expect((await answer(server.url, buildResult(message))).status).toBe(204);
    const update = await waitFor('the change', () => socket.all('message:updated')[0]);
    expect(update).toMatchObject({
      version: message.version + 1,
      message: { id: message.id, tags: [darn], editedAt: null },
    });
    // Whatever else there was to hear was heard before what comes last.
    const last = await send(ana, room.id, 'the end');
    await waitFor('the end', () => socket.versions(room.id).includes(last.version));
    await waitFor('the end', () => heardVersions(stream.heard).includes(last.version));
    expect(socket.versions(room.id)).toEqual([message.version + 1, last.version]);
    expect(heardVersions(stream.heard)).toEqual([message.version + 1, last.version]);
    expect(socket.received.map(({ event }) => event)).not.toContain('notification:created');
    const { body: newest } = await beto.get<{ items: Message[] }>(`/api/rooms/${room.id}/messages?limit=10`);
    expect(newest.items.find(({ id }) => id === message.id)?.tags).toEqual([darn]);
    stream.close();
    socket.close();
  });

  it('is nothing unread and tells nobody', async () => {
    await send(beto, room.id, 'here I am');
    const message = await send(ana, room.id, `@${beto.user.handle} darn`);
    await beto.put(`/api/rooms/${room.id}/read`, { seq: message.seq });
    const before = await database.query('SELECT id, read_at, outcome FROM notification WHERE message_id = $1', [
      message.id,
    ]);
    await answer(server.url, buildResult(message));
    expect((await read(beto, message)).tags).toEqual([darn]);
    const { body } = await beto.get<{ items: Room[] }>('/api/rooms');
    expect(body.items.find(({ id }) => id === room.id)?.me).toMatchObject({ unread: 0, mentions: 0 });
    expect(
      await database.query('SELECT id, read_at, outcome FROM notification WHERE message_id = $1', [message.id]),
    ).toEqual(before);
  });

  it('counts once, however often and in whichever order it comes', async () => {
    const message = await send(ana, room.id, 'darn lovely');
    const words = buildResult(message);
    const sentiment = buildResult(message, { topic: 'message.sentiment', tags: [lovely] });
    const answers = await Promise.all(
      [sentiment, words, sentiment, words, words].map((one) => answer(server.url, one)),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    await answer(server.url, { ...words, tags: [] });
    const stored = await read(ana, message);
    expect(stored.tags).toEqual([darn, lovely]);
    expect([1, 2]).toContain(stored.version - message.version);
    expect(await versionOf()).toBe(stored.version);
  });

  it('takes no version when it finds nothing', async () => {
    const message = await send(ana, room.id, 'hello');
    expect((await answer(server.url, buildResult(message, { tags: [] }))).status).toBe(204);
    expect(await versionOf()).toBe(message.version);
    expect((await database.query('SELECT 1 FROM message_analysis WHERE message_id = $1', [message.id])).length).toBe(1);
  });

  it('about a text that was edited meanwhile changes nothing, and the next one does', async () => {
    const message = await send(ana, room.id, 'darn');
    await answer(server.url, buildResult(message));
    const { body: edited } = await edit(message, 'lovely');
    expect(edited.tags).toEqual([]);
    const late = buildResult(message, { topic: 'message.sentiment', tags: [lovely] });
    expect((await answer(server.url, late)).status).toBe(204);
    expect((await read(ana, message)).version).toBe(edited.version);
    await answer(server.url, buildResult(message, { textVersion: edited.version, tags: [] }));
    await answer(server.url, { ...late, textVersion: edited.version });
    expect((await read(ana, message)).tags).toEqual([lovely]);
  });

  it('about a message that is deleted, in another room or unknown changes nothing', async () => {
    const message = await send(ana, room.id, 'darn');
    const other = (await ana.post<Room>('/api/rooms', { name: `Other ${randomUUID()}` })).body;
    expect((await answer(server.url, buildResult(message, { roomId: other.id }))).status).toBe(204);
    expect((await answer(server.url, buildResult(message, { messageId: randomUUID() }))).status).toBe(204);
    expect(await versionOf()).toBe(message.version);
    await ana.delete(`/api/rooms/${room.id}/messages/${message.id}`);
    expect((await answer(server.url, buildResult(message))).status).toBe(204);
    expect(await versionOf()).toBe(message.version + 1);
    expect((await read(ana, message)).tags).toEqual([]);
  });

  it('about a message that waits for the owner tells nobody what it says', async () => {
    await ana.patch(`/api/rooms/${room.id}`, { wordRule: 'hold' });
    const message = await send(beto, room.id, 'vete a la mierda');
    const carla = await connect(await enter(server.url, 'Carla'));
    await carla.do('room:join', { roomId: room.id });
    expect((await answer(server.url, buildResult(message))).status).toBe(204);
    expect((await read(beto, message)).tags).toEqual([darn]);
    const { body: held } = await ana.get<{ items: Message[] }>(`/api/rooms/${room.id}/held`);
    expect(held.items.map(({ tags }) => tags)).toEqual([[darn]]);
    const last = await send(ana, room.id, 'the end');
    await waitFor('the end', () => carla.versions(room.id).includes(last.version));
    expect(JSON.stringify(carla.received)).not.toMatch(/mierda|prohibited/);
    carla.close();
  });

  it('needs the signature of the very bytes, made with the secret, within the last minutes', async () => {
    const message = await send(ana, room.id, 'darn');
    const result = buildResult(message);
    const body = JSON.stringify(result);
    const old = new Date(Date.now() - 6 * 60_000);
    const refused = await Promise.all([
      answer(server.url, result, { signature: '' }),
      answer(server.url, result, { signature: 't=1,v1=00' }),
      answer(server.url, result, { secret: `${SECRET}!` }),
      answer(server.url, result, { at: old }),
      answer(server.url, `${body} `, { signature: sign(SECRET, body, new Date()) }),
      answer(server.url, '', { signature: sign(SECRET, body, new Date()) }),
      ana.post('/api/internal/results', result),
    ]);
    expect(refused.map((one) => [one.status, problemOf(one).code])).toEqual(
      refused.map(() => [401, 'unauthenticated']),
    );
    expect(await versionOf()).toBe(message.version);
    const signature = sign(SECRET, body, new Date());
    expect((await answer(server.url, result, { signature })).status).toBe(204);
    expect((await answer(server.url, result, { signature })).status).toBe(204);
    expect(await versionOf()).toBe(message.version + 1);
  });

  it('is held to its schema and its size, also when it is signed', async () => {
    const message = await send(ana, room.id, 'darn');
    const answers = await Promise.all([
      answer(server.url, 'no JSON'),
      answer(server.url, { kind: 'tags' }),
      answer(server.url, { ...buildResult(message), topic: 'message.colour' }),
      answer(server.url, buildResult(message, { tags: Array.from({ length: 21 }, () => darn) })),
      answer(server.url, { ...buildResult(message), filler: 'x'.repeat(70_000) }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 413]);
    expect(await versionOf()).toBe(message.version);
  });
});
