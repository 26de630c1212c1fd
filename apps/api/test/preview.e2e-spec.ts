import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Member,
  type Message,
  messagePageSchema,
  type MessagePage,
  type Room,
  type RoomPreview,
} from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpAnswer,
  type HttpClient,
  heardVersions,
  listen,
  problemOf,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
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

const openRoom = async (visibility = 'public') =>
  (await ana.post<Room>('/api/rooms', { name: `Preview ${randomUUID().slice(0, 8)}`, visibility })).body;
const send = async (room: Room, text: string) =>
  (await ana.post<Message>(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() })).body;
const look = (ref: string, query = '', url = server.url): Promise<HttpAnswer<RoomPreview>> =>
  request(url, 'GET', `/api/public/rooms/${ref}${query}`);
const pageOf = async (ref: string, query = ''): Promise<MessagePage> =>
  messagePageSchema.parse((await look(ref, query)).body.page);
const streamOf = (room: Room, headers: Record<string, string> = {}, url = server.url) =>
  listen(`${url}/api/public/rooms/${room.slug}/listen`, headers);

describe('a public room without a session', () => {
  it('shows the newest page, one before a seq, and one around a message; nothing of the one who made it', async () => {
    const room = await openRoom();
    const sent: Message[] = [];
    for (let index = 1; index <= 9; index += 1) sent.push(await send(room, `${index}`));
    await ana.put(`/api/rooms/${room.id}/messages/${sent[8]!.id}/reactions/${encodeURIComponent('👍')}`);
    const answer = await look(room.slug, '?limit=3');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-instance-id')).toBeTruthy();
    expect(answer.body.room).toMatchObject({ id: room.id, slug: room.slug, name: room.name, lastSeq: 9 });
    expect(answer.body.room).not.toHaveProperty('me');
    expect(answer.body.page.items.map((message) => message.text)).toEqual(['7', '8', '9']);
    expect(answer.body.page.items[2]?.reactions).toEqual([{ emoji: '👍', count: 1, me: false }]);
    expect(await pageOf(room.id, '?before=3')).toMatchObject({
      firstSeq: 1,
      lastSeq: 2,
      hasBefore: false,
      hasAfter: true,
    });
    const around = await pageOf(room.id, `?message=${sent[4]!.id}&limit=3`);
    expect(around.items.map((message) => message.text)).toEqual(['4', '5', '6']);
    expect((await look(room.id, `?message=${sent[4]!.id}&before=3`)).status).toBe(400);
  });

  it('is not told from a missing one when it is private or closed, and shows no message of another room', async () => {
    const [hidden, closed, open] = [await openRoom('private'), await openRoom(), await openRoom()];
    const secret = await send(hidden, 'secret');
    await ana.delete(`/api/rooms/${closed.id}`);
    const answerOf = async (path: string) => {
      const { type, title, status, detail, code } = problemOf(await request(server.url, 'GET', path));
      return { type, title, status, detail, code };
    };
    const missing = await answerOf(`/api/public/rooms/${randomUUID()}`);
    expect(missing.code).toBe('not_found');
    for (const ref of [hidden.id, hidden.slug, closed.id, closed.slug])
      for (const rest of ['', `?message=${secret.id}`, '/listen'])
        expect(await answerOf(`/api/public/rooms/${ref}${rest}`)).toEqual(missing);
    const foreign = await look(open.id, `?message=${secret.id}`);
    expect(problemOf(foreign).code).toBe('not_found');
    expect(JSON.stringify(foreign.body)).not.toContain('secret');
    // A session changes nothing: this is what everybody sees.
    expect((await ana.get(`/api/public/rooms/${hidden.id}`)).status).toBe(404);
  });
});

describe('reading along without a session', () => {
  it('tells what happens and resumes; nobody is counted as present or as a member', async () => {
    const room = await openRoom();
    const socket = await connect(ana);
    await socket.do('room:join', { roomId: room.id });
    const stream = await streamOf(room);
    await waitFor('hello', () => stream.heard[0]);
    const message = await send(room, 'one');
    await ana.put(`/api/rooms/${room.id}/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
    await waitFor('both', () => heardVersions(stream.heard).length === 2);
    expect(stream.heard.at(-1)?.data.message?.reactions).toEqual([{ emoji: '👍', count: 1, me: false }]);
    stream.close();
    await send(room, 'two');
    const resumed = await streamOf(room, { 'last-event-id': '2' });
    await waitFor('the rest', () => heardVersions(resumed.heard).length === 1);
    const members = (await ana.get<{ items: Member[] }>(`/api/rooms/${room.id}/members`)).body.items;
    expect(members.map(({ user }) => user.id)).toEqual([ana.user.id]);
    expect(socket.all('presence:changed').flatMap((change) => change.joined.map((user) => user.id))).not.toContain(
      undefined,
    );
    expect((await socket.do('room:join', { roomId: room.id })).onlineCount).toBe(1);
    resumed.close();
    socket.close();
  });

  it('ends when the room becomes private or is closed, and tells nothing from then on', async () => {
    for (const hide of [
      (room: Room) => ana.patch(`/api/rooms/${room.id}`, { visibility: 'private' }),
      (room: Room) => ana.delete(`/api/rooms/${room.id}`),
    ]) {
      const room = await openRoom();
      const stream = await streamOf(room);
      await waitFor('hello', () => stream.heard[0]);
      await hide(room);
      await waitFor('the end', () => stream.isOver());
      await ana.post(`/api/rooms/${room.id}/messages`, { text: 'secret', clientMessageId: randomUUID() });
      expect(JSON.stringify(stream.heard)).not.toContain('secret');
      expect((await streamOf(room)).status).toBe(404);
    }
  });

  it('answers who asks for the headers alone, without a stream', async () => {
    const room = await openRoom();
    const answer = await request(server.url, 'HEAD', `/api/public/rooms/${room.slug}/listen`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  it('is limited per address and in all; a closed stream makes room', async () => {
    const limited = await startServer({
      DATABASE_URL: database.url,
      LIMIT_PREVIEWS_PER_MINUTE: '20',
      LIMIT_VISITOR_STREAMS_PER_ADDRESS: '3',
      LIMIT_VISITOR_STREAMS: '4',
      TRUST_PROXY_HOPS: '1',
    });
    try {
      const room = await openRoom();
      const from = (address: string) => streamOf(room, { 'x-forwarded-for': address }, limited.url);
      const open = await Promise.all(Array.from({ length: 6 }, () => from('192.0.2.1')));
      expect(open.map((stream) => stream.status).sort()).toEqual([200, 200, 200, 429, 429, 429]);
      const next = await from('192.0.2.2');
      expect([next.status, (await from('192.0.2.3')).status]).toEqual([200, 503]);
      next.close();
      await waitFor('a free place', async () => {
        const stream = await from(`192.0.2.${Math.floor(Math.random() * 200) + 10}`);
        stream.close();
        return stream.status === 200;
      });
      const answers = await Promise.all(Array.from({ length: 30 }, () => look(room.id, '', limited.url)));
      expect(answers.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(9);
      for (const stream of open) stream.close();
      expect(limited.errors()).toEqual([]);
    } finally {
      await limited.stop();
    }
  });
});
