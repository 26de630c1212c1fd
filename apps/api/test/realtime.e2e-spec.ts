import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  heardVersions,
  type HttpClient,
  listen as openStream,
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
let rui: HttpClient;
let room: Room;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  ana = await enter(server.url, 'Ana');
  rui = await enter(server.url, 'Rui');
});

beforeEach(async () => {
  room = (await ana.post<Room>('/api/rooms', { name: `Room ${randomUUID().slice(0, 8)}` })).body;
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const send = (text: string) =>
  ana.post<Message>(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() });

describe('joining a room', () => {
  it('greets first, then gives the newest page and who is there', async () => {
    await send('before');
    const socket = await connect(rui);
    expect(socket.received[0]?.event).toBe('session:ready');
    const [ready] = socket.all('session:ready');
    expect(ready).toMatchObject({ user: { id: rui.user.id }, limits: { textLength: 8_000 } });
    const joined = await socket.do('room:join', { roomId: room.id });
    expect(joined).toMatchObject({
      version: 1,
      lastSeq: 1,
      reset: false,
      changes: [],
      onlineCount: 1,
      room: { id: room.id, me: { role: 'member', unread: 0 } },
    });
    expect(joined.messages.map((message) => message.text)).toEqual(['before']);
    expect(joined.online.map((user) => user.id)).toEqual([rui.user.id]);
    socket.close();
  });

  it('gives each version after the snapshot once and in order, while others write', async () => {
    const writer = await connect(ana);
    let isWriting = true;
    const writing = (async () => {
      while (isWriting) await writer.do('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: 'x' });
    })();
    const readers = await Promise.all(Array.from({ length: 12 }, () => connect(rui)));
    const joins = await Promise.all(readers.map((reader) => reader.do('room:join', { roomId: room.id })));
    const again = await readers[0]!.do('room:join', { roomId: room.id });
    const countAtRejoin = readers[0]!.versions(room.id).filter((version) => version > again.version).length;
    await waitFor('more messages', () => readers[0]!.versions(room.id).length > countAtRejoin + 20);
    isWriting = false;
    await writing;
    const last = (await rui.get<Room>(`/api/rooms/${room.id}`)).body.version;
    for (const [index, reader] of readers.entries()) {
      const from = joins[index]!.version;
      await waitFor('the last one', () => reader.versions(room.id).at(-1) === last);
      const heard = reader.versions(room.id);
      // Joining again may skip what its own snapshot holds, and repeats nothing.
      if (index > 0) expect(heard).toEqual(Array.from({ length: last - from }, (_, step) => from + 1 + step));
      else expect(heard).toEqual([...new Set(heard)].sort((left, right) => left - right));
    }
    for (const socket of [...readers, writer]) socket.close();
  });

  it('gives what was missed after a version, or a fresh page when that is too much', async () => {
    const first = (await send('one')).body;
    const socket = await connect(rui);
    await send('two');
    await ana.patch(`/api/rooms/${room.id}/messages/${first.id}`, { text: 'one, edited' });
    const back = await socket.do('room:join', { roomId: room.id, afterVersion: 1 });
    expect(back).toMatchObject({ version: 3, reset: false, messages: [] });
    expect(back.changes.map((message) => [message.version, message.text])).toEqual([
      [2, 'two'],
      [3, 'one, edited'],
    ]);
    const strange = await socket.do('room:join', { roomId: room.id, afterVersion: 77 });
    expect(strange).toMatchObject({ reset: true, changes: [], version: 3 });
    expect(strange.messages.map((message) => message.text)).toEqual(['one, edited', 'two']);
    socket.close();
  });

  it('sends nothing after leaving', async () => {
    const socket = await connect(rui);
    await socket.do('room:join', { roomId: room.id });
    await socket.do('room:leave', { roomId: room.id });
    const other = await connect(rui);
    await other.do('room:join', { roomId: room.id });
    await send('x');
    await waitFor('the one that stayed', () => other.versions(room.id).length === 1);
    expect(socket.versions(room.id)).toEqual([]);
    socket.close();
    other.close();
  });

  it('announces where a room stands, so that a lost last event is found', async () => {
    const socket = await connect(rui);
    await socket.do('room:join', { roomId: room.id });
    await send('x');
    const position = await waitFor('room:position', () =>
      socket.all('room:position').find((one) => one.roomId === room.id),
    );
    expect(position).toEqual({ roomId: room.id, version: 1, lastSeq: 1 });
    socket.close();
  });

  it('finds a change that nobody announced', async () => {
    const socket = await connect(rui);
    await socket.do('room:join', { roomId: room.id });
    await send('announced');
    await database.query(
      `WITH moved AS (UPDATE room SET last_seq = last_seq + 1, version = version + 1 WHERE id = $1 RETURNING version, last_seq)
       INSERT INTO message (id, room_id, author_id, client_message_id, body_hash, seq, version, created_version, text, created_at)
       SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), '\\x00', last_seq, version, version, 'silent', now() FROM moved`,
      [room.id, ana.user.id],
    );
    await waitFor('the silent change', () => socket.versions(room.id).length === 2);
    expect(socket.all('message:created').map((change) => change.message.text)).toEqual(['announced', 'silent']);
    socket.close();
  });
});

describe('acknowledgements', () => {
  it('answers every request, whatever is wrong with it', async () => {
    const socket = await connect(ana);
    const cases: [string, unknown, string][] = [
      ['room:join', undefined, 'invalid_payload'],
      ['room:join', 'x', 'invalid_payload'],
      ['room:join', { roomId: 'x' }, 'invalid_payload'],
      ['room:join', { roomId: room.id, more: 1 }, 'invalid_payload'],
      ['room:read', { roomId: room.id, seq: -1 }, 'invalid_payload'],
      ['message:send', { roomId: room.id, text: 'x' }, 'invalid_payload'],
      ['message:send', [], 'invalid_payload'],
      ['message:edit', { roomId: room.id, messageId: randomUUID(), text: 'x' }, 'not_found'],
      ['message:fly', {}, 'not_found'],
      ['constructor', {}, 'not_found'],
      ['__proto__', {}, 'not_found'],
    ];
    for (const [event, payload, code] of cases) {
      expect({ event, answer: await socket.askAnything(event, payload) }).toMatchObject({
        event,
        answer: { error: { code } },
      });
    }
    expect(socket.socket.connected).toBe(true);
    socket.close();
  });

  it('works over long polling as well', async () => {
    const polling = await connect(rui, { transports: ['polling'] });
    await polling.do('room:join', { roomId: room.id });
    await send('over polling');
    await waitFor('the message', () => polling.versions(room.id).length === 1);
    const answer = await polling.do('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: 'back' });
    expect(answer.message.seq).toBe(2);
    await waitFor('its echo', () => polling.versions(room.id).length === 2);
    expect(polling.versions(room.id)).toEqual([1, 2]);
    polling.close();
  });
});

describe('who is here', () => {
  it('tells of arrivals and departures once per person, not per socket', async () => {
    const watching = await connect(ana);
    await watching.do('room:join', { roomId: room.id });
    const [first, second] = [await connect(rui), await connect(rui)];
    await first.do('room:join', { roomId: room.id });
    await waitFor('the arrival', () =>
      watching
        .all('presence:changed')
        .some((change) => change.joined.some((user) => user.id === rui.user.id) && change.onlineCount === 2),
    );
    await second.do('room:join', { roomId: room.id });
    first.close();
    const members = await ana.get<{ items: { user: { id: string }; online: boolean }[] }>(
      `/api/rooms/${room.id}/members`,
    );
    expect(members.body.items.find((member) => member.user.id === rui.user.id)?.online).toBe(true);
    second.close();
    await waitFor('the departure', () =>
      watching
        .all('presence:changed')
        .some((change) => change.left.some((user) => user.id === rui.user.id) && change.onlineCount === 1),
    );
    const arrivals = watching
      .all('presence:changed')
      .flatMap((change) => change.joined)
      .filter((user) => user.id === rui.user.id);
    expect(arrivals).toHaveLength(1);
    watching.close();
  });

  it('tells those in the room who is typing, and nobody outside', async () => {
    const [writer, reader, outside] = [await connect(ana), await connect(rui), await connect(rui)];
    await writer.do('room:join', { roomId: room.id });
    await reader.do('room:join', { roomId: room.id });
    outside.socket.emit('typing:start', { roomId: room.id });
    writer.socket.emit('typing:start', { roomId: room.id });
    await waitFor('typing', () => reader.all('typing:changed').some((change) => change.users.length === 1));
    expect(reader.all('typing:changed')[0]?.users.map((user) => user.id)).toEqual([ana.user.id]);
    writer.socket.emit('typing:stop', { roomId: room.id });
    await waitFor('its end', () => reader.all('typing:changed').at(-1)?.users.length === 0);
    expect(outside.all('typing:changed')).toEqual([]);
    for (const socket of [writer, reader, outside]) socket.close();
  });

  it('tells who went to whoever was given the list just before, however short they were there', async () => {
    const [visitor, late] = [await connect(rui), await connect(ana)];
    await visitor.do('room:join', { roomId: room.id });
    const { online } = await late.do('room:join', { roomId: room.id });
    expect(online.map(({ id }) => id).toSorted()).toEqual([ana.user.id, rui.user.id].toSorted());
    await visitor.do('room:leave', { roomId: room.id });
    const last = await waitFor('the departure', () =>
      late.all('presence:changed').find(({ left }) => left.some(({ id }) => id === rui.user.id)),
    );
    expect(last).toMatchObject({ roomId: room.id, onlineCount: 1 });
    const { online: now } = await visitor.do('room:join', { roomId: room.id });
    expect(now).toHaveLength(2);
    await waitFor('the return', () =>
      late
        .all('presence:changed')
        .at(-1)
        ?.joined.some(({ id }) => id === rui.user.id),
    );
    for (const socket of [visitor, late]) socket.close();
  });

  it('tells whoever comes later who is typing, and says nothing where nobody is', async () => {
    const [writer, late] = [await connect(ana), await connect(rui)];
    await writer.do('room:join', { roomId: room.id });
    writer.socket.emit('typing:start', { roomId: room.id });
    await waitFor('typing', () => writer.all('typing:changed').length === 1);
    await late.do('room:join', { roomId: room.id });
    await waitFor('being told', () => late.all('typing:changed').length === 1);
    expect(late.all('typing:changed')[0]?.users.map((user) => user.id)).toEqual([ana.user.id]);
    expect(writer.all('typing:changed')).toHaveLength(1);
    const quiet = (await ana.post<Room>('/api/rooms', { name: `Room ${randomUUID().slice(0, 8)}` })).body;
    await late.do('room:join', { roomId: quiet.id });
    writer.socket.emit('typing:stop', { roomId: room.id });
    await waitFor('its end', () => late.all('typing:changed').length === 2);
    expect(late.all('typing:changed').map((change) => change.roomId)).toEqual([room.id, room.id]);
    for (const socket of [writer, late]) socket.close();
  });
});

describe('listening without a socket', () => {
  const bearer = () => ({ authorization: `Bearer ${rui.token}` });
  const listen = (path: string, headers: Record<string, string> = {}) => openStream(server.url + path, headers);

  it('says hello, tells what happens, and resumes without a gap', async () => {
    const stream = await listen(`/api/rooms/${room.slug}/listen`, bearer());
    expect(stream.headers.get('content-type')).toMatch('text/event-stream');
    await waitFor('hello', () => stream.heard[0]);
    expect(stream.heard[0]).toMatchObject({
      event: 'hello',
      data: { instanceId: stream.headers.get('x-instance-id') },
    });
    const first = await send('one');
    await waitFor('one', () => heardVersions(stream.heard).length === 1);
    const lastId = stream.heard.at(-1)?.id ?? '';
    stream.close();
    await send('two');
    await ana.patch(`/api/rooms/${room.id}/messages/${first.body.id}`, { text: 'one, edited' });
    const resumed = await listen(`/api/rooms/${room.id}/listen`, { ...bearer(), 'last-event-id': lastId });
    await send('three');
    await waitFor('the rest', () => heardVersions(resumed.heard).length === 3);
    expect(resumed.heard.slice(1).map((one) => [one.event, one.id, one.data.message?.text])).toEqual([
      ['message:created', '2', 'two'],
      ['message:updated', '3', 'one, edited'],
      ['message:created', '4', 'three'],
    ]);
    resumed.close();
  });

  it('opens with a ticket once, and never with a token in the address', async () => {
    const { body } = await rui.post<{ ticket: string }>('/api/stream-ticket', {});
    const stream = await listen(`/api/rooms/${room.id}/listen?ticket=${body.ticket}`);
    expect(stream.status).toBe(200);
    expect((await listen(`/api/rooms/${room.id}/listen?ticket=${body.ticket}`)).status).toBe(401);
    expect((await listen(`/api/rooms/${room.id}/listen?token=${rui.token}`)).status).toBe(400);
    expect((await listen(`/api/rooms/${room.id}/listen`)).status).toBe(401);
    stream.close();
  });

  it('ends with the session', async () => {
    const leaving = await enter(server.url);
    const stream = await listen(`/api/rooms/${room.id}/listen`, { authorization: `Bearer ${leaving.token}` });
    await waitFor('hello', () => stream.heard[0]);
    await leaving.delete('/api/session');
    await waitFor('the end', () => stream.isOver());
  });

  it('tells somebody who missed too much to reload', async () => {
    await send('x');
    await database.query('UPDATE room SET version = version + 600 WHERE id = $1', [room.id]);
    const stream = await listen(`/api/rooms/${room.id}/listen`, { ...bearer(), 'last-event-id': '1' });
    await waitFor('reset', () => stream.heard.find((one) => one.event === 'reset'));
    expect(heardVersions(stream.heard)).toEqual([]);
    stream.close();
    expect(
      problemOf(await request(server.url, 'GET', `/api/rooms/${randomUUID()}/listen`, undefined, bearer())).code,
    ).toBe('not_found');
  });
});
