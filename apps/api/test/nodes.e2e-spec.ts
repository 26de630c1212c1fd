import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessagePage, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  findRedis,
  type HttpClient,
  startRedis,
  startServer,
  type TestDatabase,
  type TestRedis,
  type TestServer,
  waitFor,
  where,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

const describeWithRedis = where({ redis: findRedis() }, describe);

let database: TestDatabase;
let redis: TestRedis;
let nodes: [TestServer, TestServer];
let ana: HttpClient;
let rui: HttpClient;
let room: Room;

const at = (client: HttpClient, node: TestServer) => ({ url: node.url, token: client.token });
const send = (text: string, node = nodes[0]) =>
  fetch(`${node.url}/api/rooms/${room.id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ana.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text, clientMessageId: randomUUID() }),
  }).then((answer) => answer.status);

/** Somebody who entered a public room. */
async function joined(client: HttpClient, { id }: Room): Promise<HttpClient> {
  const socket = await connect(client);
  await socket.do('room:join', { roomId: id });
  socket.close();
  return client;
}

describeWithRedis('two nodes over one Redis', () => {
  beforeAll(async () => {
    database = await createDatabase();
    redis = await startRedis();
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, LIMITS: 'off' };
    nodes = [
      await startServer({ ...environment, INSTANCE_ID: 'a' }),
      await startServer({ ...environment, INSTANCE_ID: 'b' }),
    ];
    ana = await enter(nodes[0].url, 'Ana');
    rui = await enter(nodes[1].url, 'Rui');
    room = (await ana.post<Room>('/api/rooms', { name: `Two nodes` })).body;
  });

  afterAll(async () => {
    for (const node of nodes) expect(node.errors()).toEqual([]);
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.stop();
    await database.drop();
  });

  it('holds a message on the one node, shows it to nobody on the other, and counts it for an owner there', async () => {
    const words = (await ana.post<Room>('/api/rooms', { name: 'Held on two nodes' })).body;
    const [owner, reader] = [await connect(at(ana, nodes[1])), await connect(at(rui, nodes[1]))];
    await reader.do('room:join', { roomId: words.id });
    const eva = await enter(nodes[1].url, 'Eva');
    const author = await connect(at(eva, nodes[1]));
    await ana.patch(`/api/rooms/${words.id}`, { wordRule: 'hold' });
    await waitFor('the rule on the other node', () =>
      reader.all('room:updated').some((update) => update.room.wordRule === 'hold'),
    );
    // The notice that told the reader also made that node read the rules; what was sent before they are there may pass.
    await waitFor('a message that is held', async () => {
      const request = { roomId: words.id, clientMessageId: randomUUID(), text: 'quokka merda' };
      return (await author.do('message:send', request)).message.heldAt;
    });
    const count = await waitFor('the count', () => owner.all('room:held').at(-1));
    expect(count).toEqual({ roomId: words.id, held: 1 });
    const page = (await rui.get<MessagePage>(`/api/rooms/${words.id}/messages?limit=10`)).body;
    const last = page.items.at(-1);
    expect(last).toMatchObject({ text: '', author: { id: eva.user.id } });
    await ana.post(`/api/rooms/${words.id}/messages/${last?.id}/release`, { version: last?.version });
    await waitFor('the content', () =>
      reader.all('message:updated').some(({ message }) => message.id === last?.id && message.text === 'quokka merda'),
    );
    await waitFor('nothing waits', () => owner.all('room:held').at(-1)?.held === 0);
    for (const socket of [owner, reader, author]) socket.close();
  });

  it('delivers what both nodes store, each version once and in order, on each', async () => {
    const listeners = [await connect(at(rui, nodes[0])), await connect(at(rui, nodes[1]))];
    for (const listener of listeners) await listener.do('room:join', { roomId: room.id });
    const writers = [await connect(at(ana, nodes[0])), await connect(at(ana, nodes[1]))];
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        writers[index % 2]!.do('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: `${index}` }),
      ),
    );
    for (const listener of listeners) {
      await waitFor('all versions', () => listener.versions(room.id).length >= 200);
      expect(listener.versions(room.id)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    }
    const rows = await database.query<{ seq: number }>('SELECT seq::int FROM message WHERE room_id = $1 ORDER BY seq', [
      room.id,
    ]);
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    for (const socket of [...listeners, ...writers]) socket.close();
  });

  it('tells on each what two people make of a room in its order, and ends with what it is', async () => {
    const shared = (await ana.post<Room>('/api/rooms', { name: 'Changed on two nodes' })).body;
    await database.query(`UPDATE room_member SET role = 'owner' WHERE room_id = $1 AND user_id = $2`, [
      shared.id,
      (await joined(rui, shared)).user.id,
    ]);
    const listeners = [await connect(at(rui, nodes[0])), await connect(at(rui, nodes[1]))];
    const owners = [ana, rui];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        owners[index % 2]!.patch<Room>(`/api/rooms/${shared.id}`, { topic: `topic ${index}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await ana.post(`/api/rooms/${shared.id}/messages`, { text: 'still', clientMessageId: randomUUID() });
    const { revision, topic } = (await ana.get<Room>(`/api/rooms/${shared.id}`)).body;
    // A message is no change of the room.
    expect(revision).toBe(60);
    for (const listener of listeners) {
      // What one's own part is told with is the room as it was read for that; its revision says how old it is.
      const told = () =>
        listener.all('room:updated').flatMap(({ room: one }) => (one.id === shared.id && !one.me ? [one] : []));
      await waitFor('the last topic', () => told().at(-1)?.revision === revision);
      const revisions = told().map((room) => room.revision ?? -1);
      expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
      expect(told().at(-1)?.topic).toBe(topic);
      listener.close();
    }
  });

  it('says on each who is typing, to whoever comes later too, until it ends', async () => {
    const quiet = (await ana.post<Room>('/api/rooms', { name: 'Typing on two nodes' })).body;
    const [writer, reader, late] = [await connect(ana), await connect(rui), await connect(rui)];
    for (const socket of [writer, reader]) await socket.do('room:join', { roomId: quiet.id });
    const typing = (socket: typeof late) => socket.all('typing:changed').map(({ users }) => users.map(({ id }) => id));
    writer.socket.emit('typing:start', { roomId: quiet.id });
    await waitFor('typing on the other node', () => typing(reader).length === 1);
    await late.do('room:join', { roomId: quiet.id });
    await waitFor('typing for who came later', () => typing(late).length === 1);
    writer.socket.emit('typing:stop', { roomId: quiet.id });
    await waitFor('its end', () => typing(reader).length === 2 && typing(late).length === 2);
    for (const socket of [reader, late]) expect(typing(socket)).toEqual([[ana.user.id], []]);
    for (const socket of [writer, reader, late]) socket.close();
  });

  it('stores one copy when the same send races on both', async () => {
    const body = JSON.stringify({ text: 'race', clientMessageId: randomUUID() });
    const answers = await Promise.all(
      [...nodes, ...nodes].map((node) =>
        fetch(`${node.url}/api/rooms/${room.id}/messages`, {
          method: 'POST',
          headers: { authorization: `Bearer ${ana.token}`, 'content-type': 'application/json' },
          body,
        }).then((answer) => answer.json() as Promise<{ id: string }>),
      ),
    );
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
  });

  it('shows who is present on the other node, and ends sessions there', async () => {
    const guest = await enter(nodes[0].url);
    const [here, there] = [await connect(at(ana, nodes[0])), await connect(at(guest, nodes[1]))];
    await here.do('room:join', { roomId: room.id });
    await there.do('room:join', { roomId: room.id });
    await waitFor('the arrival', () =>
      here.all('presence:changed').some((change) => change.joined.some((user) => user.id === guest.user.id)),
    );
    expect((await guest.delete('/api/session')).status).toBe(204);
    await waitFor('the close on the other node', () => !there.socket.connected);
    await waitFor('the departure', () =>
      here.all('presence:changed').some((change) => change.left.some((user) => user.id === guest.user.id)),
    );
    await expect(connect(at(guest, nodes[1]))).rejects.toThrow('unauthenticated');
    here.close();
  });

  it('N14: sends somebody who is taken out of a private room out of it on both, sockets and streams', async () => {
    const guest = await enter(nodes[0].url, 'Guest');
    const hidden = (await ana.post<Room>('/api/rooms', { name: 'Both nodes', visibility: 'private' })).body;
    await ana.post(`/api/rooms/${hidden.id}/members`, { handle: guest.user.handle });
    const sockets = [await connect(at(guest, nodes[0])), await connect(at(guest, nodes[1]))];
    for (const socket of sockets) await socket.do('room:join', { roomId: hidden.id });
    const stream = await fetch(`${nodes[1].url}/api/rooms/${hidden.id}/listen`, {
      headers: { authorization: `Bearer ${guest.token}` },
    });
    const owner = await connect(at(ana, nodes[1]));
    await owner.do('room:join', { roomId: hidden.id });
    expect((await ana.delete(`/api/rooms/${hidden.id}/members/${guest.user.id}`)).status).toBe(204);
    for (const socket of sockets)
      await waitFor('room:deleted', () => socket.all('room:deleted').some((event) => event.room.id === hidden.id));
    const heard = sockets.map((socket) => socket.received.length);
    for (const node of nodes) {
      const answer = await fetch(`${node.url}/api/rooms/${hidden.id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ana.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'hidden', clientMessageId: randomUUID() }),
      });
      expect(answer.status).toBe(201);
    }
    await waitFor('both messages', () => owner.versions(hidden.id).length === 2);
    const marker = (await ana.post<Room>('/api/rooms', { name: 'Marker' })).body;
    for (const [index, socket] of sockets.entries()) {
      await waitFor('the marker', () => socket.all('room:created').some((event) => event.room.id === marker.id));
      expect(JSON.stringify(socket.received.slice(heard[index]))).not.toContain(hidden.id);
      expect((await socket.ask('room:join', { roomId: hidden.id })).error?.code).toBe('not_found');
    }
    expect(await stream.text()).not.toContain('hidden');
    expect(owner.all('room:updated').at(-1)?.room).toMatchObject({ id: hidden.id, memberCount: 1 });
    for (const socket of [...sockets, owner]) socket.close();
  });

  it('tells of an own relation, an archive and a new address on the other node', async () => {
    const subject = (await ana.post<Room>('/api/rooms', { name: 'Told on both' })).body;
    const [phone, other] = [await connect(at(ana, nodes[1])), await connect(at(rui, nodes[1]))];
    for (const socket of [phone, other]) await socket.do('room:join', { roomId: subject.id });
    await ana.patch(`/api/rooms/${subject.id}/me`, { isFavourite: true });
    await waitFor('the own part', () => phone.all('room:updated').some((event) => event.room.me?.isFavourite));
    await rui.get(`/api/rooms/${subject.slug}/messages?limit=5`);
    await ana.patch(`/api/rooms/${subject.id}`, { name: 'Told anew', archived: true });
    await waitFor('the archive', () => other.all('room:updated').some((event) => event.room.archivedAt !== null));
    expect(other.all('room:updated').at(-1)?.room.slug).toBe('told-anew');
    expect(other.all('room:updated').some((event) => event.room.me?.isFavourite)).toBe(false);
    other.socket.emit('typing:start', { roomId: subject.id });
    expect((await rui.get<Room>(`/api/rooms/${subject.slug}`)).body.id).toBe(subject.id);
    const refused = await other.ask('message:send', { roomId: subject.id, clientMessageId: randomUUID(), text: 'x' });
    expect(refused.error?.code).toBe('forbidden');
    expect(phone.all('typing:changed')).toEqual([]);
    for (const socket of [phone, other]) socket.close();
  });

  it('tells who is named on the other node, and what they read there on all their devices', async () => {
    const subject = (await ana.post<Room>('/api/rooms', { name: `Named ${randomUUID().slice(0, 8)}` })).body;
    await ana.post(`/api/rooms/${subject.id}/members`, { handle: rui.user.handle });
    const [near, far] = [await connect(at(rui, nodes[0])), await connect(at(rui, nodes[1]))];
    await ana.post(`/api/rooms/${subject.id}/messages`, {
      text: `@${rui.user.handle}`,
      clientMessageId: randomUUID(),
    });
    for (const device of [near, far])
      await waitFor('notification:created', () => device.all('notification:created').length === 1);
    await far.do('room:read', { roomId: subject.id, seq: 1 });
    for (const device of [near, far]) {
      await waitFor('notification:updated', () => device.all('notification:updated').at(-1)?.unread === 0);
      await waitFor('room:unread', () =>
        device
          .all('room:unread')
          .some(({ roomId, readSeq, mentions }) => roomId === subject.id && readSeq === 1 && mentions === 0),
      );
      expect(device.all('notification:created')).toHaveLength(1);
      device.close();
    }
  });

  it('keeps the newest ten equal to the log while both write, and heals poisoned keys', async () => {
    const page = async (node: TestServer, query: string) => {
      const answer = await fetch(`${node.url}/api/rooms/${room.id}/messages?${query}`, {
        headers: { authorization: `Bearer ${rui.token}` },
      });
      return {
        status: answer.status,
        cache: answer.headers.get('x-cache'),
        body: (await answer.json()) as MessagePage,
      };
    };
    await Promise.all(Array.from({ length: 30 }, (_, index) => send(`${index}`, nodes[index % 2])));
    const log = (await page(nodes[0], 'limit=50')).body.items.slice(-10);
    await waitFor('both nodes to agree', async () => {
      const pages = await Promise.all(nodes.map((node) => page(node, 'limit=10')));
      return pages.every((one) => JSON.stringify(one.body.items) === JSON.stringify(log));
    });
    const client = new Redis(redis.url);
    const keys = await client.keys('*recent*');
    expect(keys.length).toBeGreaterThan(0);
    for (const poison of ['not json', '={"id":"forged"}', '~{}']) {
      for (const key of keys.filter((name) => name.endsWith(':list')))
        await client.del(key).then(() => client.rpush(key, poison));
      expect((await page(nodes[0], 'limit=10')).body.items).toEqual(log);
    }
    for (const key of await client.keys('*')) await client.del(key).then(() => client.hset(key, 'wrong', 'type'));
    expect((await page(nodes[1], 'limit=10')).body.items).toEqual(log);
    expect((await rui.get<{ items: Room[] }>('/api/rooms')).status).toBe(200);
    await client.flushall();
    expect((await page(nodes[1], 'limit=10')).body.items).toEqual(log);
    client.disconnect();
  });

  it.each(['SIGSTOP', 'SIGKILL'] as const)(
    'G8: with Redis gone by %s it is slower, never wrong, and heals',
    async (signal) => {
      const listener = await connect(at(rui, nodes[1]));
      const { version } = await listener.do('room:join', { roomId: room.id });
      redis.kill(signal);
      const statuses = await Promise.all(
        Array.from({ length: 10 }, (_, index) => send(`without ${index}`, nodes[index % 2])),
      );
      expect(statuses).toEqual(Array(10).fill(201));
      await waitFor('delivery by polling', () => listener.versions(room.id).length >= 10);
      expect(listener.versions(room.id)).toEqual(Array.from({ length: 10 }, (_, index) => version + 1 + index));
      for (const path of ['/api/rooms', '/api/me', `/api/rooms/${room.id}/messages?limit=10`])
        expect((await rui.get(path)).status).toBe(200);
      const ready = await fetch(`${nodes[0].url}/api/health/ready`);
      expect(ready.status).toBe(200);
      if (signal === 'SIGSTOP') redis.kill('SIGCONT');
      else await redis.restart();
      await waitFor('the cache to be back', async () =>
        (await (await fetch(`${nodes[0].url}/api/health/ready`)).text()).includes('cache: ok'),
      );
      await send('afterwards', nodes[0]);
      await waitFor('the last', () => listener.versions(room.id).length >= 11);
      expect(listener.versions(room.id)).toEqual(Array.from({ length: 11 }, (_, index) => version + 1 + index));
      listener.close();
    },
  );
});
