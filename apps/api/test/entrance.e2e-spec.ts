import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Member, Message, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
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

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({
    DATABASE_URL: database.url,
    LIMIT_ROOMS_PER_SOCKET: '3',
    LIMIT_ROOMS_PER_HOUR: '100',
    LIMIT_HISTORY_PER_MINUTE: '10000',
    LIMIT_MESSAGE_BURST: '100',
  });
  ana = await enter(server.url, 'Ana');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const openRoom = async () =>
  (await ana.post<Room>('/api/rooms', { name: `Entrance ${randomUUID().slice(0, 8)}` })).body;
const isOnline = async (room: Room, client: HttpClient) => {
  const { items } = (await ana.get<{ items: Member[] }>(`/api/rooms/${room.id}/members`)).body;
  return items.find((member) => member.user.id === client.user.id)?.online;
};
const joinsThatWait = async () => {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%room_version%'`,
  );
  return row?.count;
};

/** Keeps joins waiting in the middle of their snapshot, by a table that only the snapshot reads, while `act` runs. */
async function whileJoining(act: () => Promise<void>): Promise<void> {
  const blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  try {
    await blocker.query('BEGIN; LOCK TABLE reaction IN ACCESS EXCLUSIVE MODE');
    await act();
    await blocker.query('ROLLBACK');
    await waitFor('the joins to be read', async () => (await joinsThatWait()) === 0);
  } finally {
    await blocker.end();
  }
}

describe('a socket that goes away while it is joining', () => {
  it('leaves nobody behind who seems to be present', async () => {
    const room = await openRoom();
    const guest = await enter(server.url);
    const [leaving, watching] = [await connect(guest), await connect(ana)];
    await watching.do('room:join', { roomId: room.id });
    await whileJoining(async () => {
      // Catching up is always read, whoever joined just before.
      leaving.socket.emit('room:join', { roomId: room.id, afterVersion: 0 }, () => undefined);
      await waitFor('the join to wait', async () => (await joinsThatWait()) === 1);
      leaving.close();
      // A later socket of the same person is answered after the server has seen the first one go.
      (await connect(guest)).close();
    });
    await waitFor('the departure', async () => (await isOnline(room, guest)) === false);
    const later = await enter(server.url);
    const visitor = await connect(later);
    const { online } = await visitor.do('room:join', { roomId: room.id });
    expect(online.map((user) => user.id).sort()).toEqual([ana.user.id, later.user.id].sort());
    for (const socket of [watching, visitor]) socket.close();
  });
});

describe('a socket that leaves while it is joining', () => {
  it('is out when both were answered', async () => {
    const room = await openRoom();
    const guest = await enter(server.url);
    const socket = await connect(guest);
    const answers: Promise<unknown>[] = [];
    await whileJoining(async () => {
      answers.push(socket.askAnything('room:join', { roomId: room.id, afterVersion: 0 }));
      await waitFor('the join to wait', async () => (await joinsThatWait()) === 1);
      answers.push(socket.askAnything('room:leave', { roomId: room.id }));
      await socket.askAnything('room:leave', { roomId: randomUUID() });
    });
    await Promise.all(answers);
    await waitFor('the departure', async () => (await isOnline(room, guest)) === false);
    expect(
      (await ana.post(`/api/rooms/${room.id}/messages`, { text: 'not for you', clientMessageId: randomUUID() })).status,
    ).toBe(201);
    await waitFor('the count for somebody outside', () => socket.all('room:unread').length > 0);
    expect(socket.versions(room.id)).toEqual([]);
    socket.close();
  });
});

describe('joining just after others', () => {
  it('shows what was sent, edited and renamed since the one before', async () => {
    const room = await openRoom();
    const author = await enter(server.url, 'Before');
    const { id } = (
      await author.post<Message>(`/api/rooms/${room.id}/messages`, { text: 'one', clientMessageId: randomUUID() })
    ).body;
    const join = async () => {
      const socket = await connect(await enter(server.url));
      const { messages } = await socket.do('room:join', { roomId: room.id });
      socket.close();
      return messages.map((message) => `${message.author.displayName}: ${message.text}`);
    };
    const watching = await connect(ana);
    await watching.do('room:join', { roomId: room.id });
    expect(await join()).toEqual(['Before: one']);
    await author.patch(`/api/rooms/${room.id}/messages/${id}`, { text: 'uno' });
    expect(await join()).toEqual(['Before: uno']);
    await author.patch('/api/me', { displayName: 'After' });
    expect(await join()).toEqual(['After: uno']);
    await author.post(`/api/rooms/${room.id}/messages`, { text: 'two', clientMessageId: randomUUID() });
    expect(await join()).toEqual(['After: uno', 'After: two']);
    watching.close();
  });
});

describe('joins that race', () => {
  it('N21: stay within the rooms of a socket', async () => {
    const rooms = [];
    for (let index = 0; index < 8; index += 1) rooms.push(await openRoom());
    const socket = await connect(await enter(server.url));
    const answers = await Promise.all(rooms.map((room) => socket.ask('room:join', { roomId: room.id })));
    expect(answers.filter((answer) => answer.data).length).toBe(3);
    for (const { error } of answers) if (error) expect(error.code).toBe('rate_limited');
    socket.close();
  });

  it('give each of a room\u2019s changes once to a socket that joins again and again', async () => {
    const room = await openRoom();
    const socket = await connect(await enter(server.url));
    const { version } = await socket.do('room:join', { roomId: room.id });
    for (let index = 1; index <= 20; index += 1) {
      await Promise.all([
        socket.ask('room:join', { roomId: room.id, afterVersion: version }),
        ana.post(`/api/rooms/${room.id}/messages`, { text: `${index}`, clientMessageId: randomUUID() }),
      ]);
    }
    const joined = await socket.do('room:join', { roomId: room.id, afterVersion: version });
    expect(joined.changes.map((message) => message.version)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    const heard = socket.versions(room.id);
    expect(heard).toEqual([...new Set(heard)].sort((left, right) => left - right));
    socket.close();
  });
});

describe('a room that becomes private or is closed while somebody is joining', () => {
  it.each(['private', 'closed'] as const)('answers the join and tells them nothing more: %s', async (how) => {
    const room = await openRoom();
    const guest = await enter(server.url);
    const socket = await connect(guest);
    let answer: Promise<unknown> | undefined;
    await whileJoining(async () => {
      answer = socket.askAnything('room:join', { roomId: room.id });
      await waitFor('the join to wait', async () => (await joinsThatWait()) === 1);
      if (how === 'closed') expect((await ana.delete(`/api/rooms/${room.id}`)).status).toBe(204);
      else {
        await database.query('DELETE FROM room_member WHERE room_id = $1 AND user_id = $2', [room.id, guest.user.id]);
        expect((await ana.patch(`/api/rooms/${room.id}`, { visibility: 'private' })).status).toBe(200);
      }
    });
    await expect(answer).resolves.toEqual(expect.anything());
    if (how === 'private') {
      expect(
        (await ana.post(`/api/rooms/${room.id}/messages`, { text: 'secret', clientMessageId: randomUUID() })).status,
      ).toBe(201);
      const own = await connect(ana);
      await own.do('room:join', { roomId: room.id });
      await ana.post(`/api/rooms/${room.id}/messages`, { text: 'secret', clientMessageId: randomUUID() });
      await waitFor('the owner to hear', () => own.versions(room.id).length > 0);
      own.close();
    }
    await socket.askAnything('room:leave', { roomId: randomUUID() });
    expect(JSON.stringify(socket.received)).not.toContain('secret');
    expect((await socket.ask('room:join', { roomId: room.id })).error?.code).toBe('not_found');
    socket.close();
  });
});
