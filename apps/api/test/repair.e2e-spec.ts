import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Draft, OwnUser, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  findRedis,
  type HttpClient,
  type SocketClient,
  startRedis,
  startServer,
  type TestDatabase,
  type TestRedis,
  type TestServer,
  waitFor,
  where,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

const describeWithRedis = where({ redis: findRedis() }, describe);

let database: TestDatabase;
let redis: TestRedis;
let nodes: [TestServer, TestServer];
let ana: HttpClient;
let rui: HttpClient;
let eva: HttpClient;

const at = (client: HttpClient, node: TestServer) => ({ url: node.url, token: client.token });
const name = (text: string) => `${text} ${randomUUID().slice(0, 8)}`;
const makeRoom = async (text: string, visibility: 'public' | 'private' = 'public') =>
  (await ana.post<Room>('/api/rooms', { name: name(text), visibility })).body;
const write = (room: Room, text: string) =>
  ana.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() });
const letIn = (room: Room, guest: HttpClient) =>
  ana.post(`/api/rooms/${room.id}/members`, { handle: guest.user.handle });
const close = (...sockets: SocketClient[]) => sockets.forEach((socket) => socket.close());

/** Names somebody in the room's only message, of which only the database knows. @returns the id of the notification. */
async function nameUntold(room: Room, named: HttpClient): Promise<string> {
  const id = randomUUID();
  await database.query(
    `INSERT INTO notification (id, user_id, room_id, message_id, seq, kind, created_at)
     SELECT $1, $2, room_id, id, seq, 'mention', now() FROM message WHERE room_id = $3`,
    [id, named.user.id, room.id],
  );
  return id;
}

const tellings = (socket: SocketClient, id: string) =>
  socket.all('notification:created').filter(({ notification }) => notification.id === id).length;

/** Waits until the sockets were told of a room that only the database knows of: whatever was written before it was seen. */
async function passLooks(...sockets: SocketClient[]): Promise<void> {
  // The second look has nothing left to wait for of the first one.
  for (let look = 1; look <= 2; look += 1) {
    const id = randomUUID();
    await database.query(
      `INSERT INTO room (id, slug, name, visibility) VALUES ($1::uuid, ($1::uuid)::text, 'Marker', 'public')`,
      [id],
    );
    for (const socket of sockets)
      await waitFor('the look', () => socket.all('room:created').some((event) => event.room.id === id));
  }
}

describeWithRedis('what a node did not tell', () => {
  beforeAll(async () => {
    database = await createDatabase();
    redis = await startRedis();
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, LIMITS: 'off' };
    nodes = [
      await startServer({ ...environment, INSTANCE_ID: 'a' }),
      await startServer({ ...environment, INSTANCE_ID: 'b' }),
    ];
    [ana, rui, eva] = [
      await enter(nodes[0].url, 'Ana'),
      await enter(nodes[1].url, 'Rui'),
      await enter(nodes[1].url, 'Eva'),
    ];
  });

  afterAll(async () => {
    for (const node of nodes) expect(node.errors()).toEqual([]);
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.stop();
    await database.drop();
  });

  describe('while Redis is away', () => {
    beforeAll(() => redis.kill('SIGSTOP'));
    afterAll(() => redis.kill('SIGCONT'));

    it('tells a mention on the other node, once, and what was read of it on all devices', async () => {
      const room = await makeRoom('Mention');
      await letIn(room, rui);
      const [near, far] = [await connect(at(rui, nodes[0])), await connect(at(rui, nodes[1]))];
      await write(room, `@${rui.user.handle}`);
      for (const device of [near, far])
        await waitFor('notification:created', () => device.all('notification:created').length > 0);
      await waitFor('the badge', () =>
        far.all('room:unread').some(({ roomId, mentions }) => roomId === room.id && mentions === 1),
      );
      await near.do('room:read', { roomId: room.id, seq: 1 });
      for (const device of [near, far]) {
        await waitFor('no badge', () =>
          device
            .all('room:unread')
            .some(({ roomId, unread, readSeq }) => roomId === room.id && unread === 0 && readSeq === 1),
        );
        await waitFor('notification:updated', () => device.all('notification:updated').at(-1)?.unread === 0);
      }
      await passLooks(near, far);
      for (const device of [near, far]) expect(device.all('notification:created')).toHaveLength(1);
      for (const device of [near, far]) expect(device.all('notification:updated')).toHaveLength(1);
      close(near, far);
    });

    it('tells of rooms that were made, renamed and closed, and of private ones nobody who is not in them', async () => {
      const [member, stranger] = [await connect(at(rui, nodes[1])), await connect(at(eva, nodes[1]))];
      const open = await makeRoom('Open');
      const hidden = await makeRoom('Hidden', 'private');
      await letIn(hidden, rui);
      for (const socket of [member, stranger])
        await waitFor('room:created', () => socket.all('room:created').some((event) => event.room.id === open.id));
      await waitFor('the private one', () =>
        member.all('room:created').some((event) => event.room.id === hidden.id && event.room.me?.role === 'member'),
      );
      const renamed = name('Renamed');
      await ana.patch(`/api/rooms/${open.id}`, { name: renamed });
      await waitFor('the new name', () => stranger.all('room:updated').some((event) => event.room.name === renamed));
      await ana.delete(`/api/rooms/${open.id}`);
      await waitFor('the end', () => stranger.all('room:deleted').some((event) => event.room.id === open.id));
      await ana.delete(`/api/rooms/${hidden.id}/members/${rui.user.id}`);
      await waitFor('being out', () => member.all('room:deleted').some((event) => event.room.id === hidden.id));
      await ana.patch(`/api/rooms/${hidden.id}`, { name: name('Not for them') });
      await passLooks(member, stranger);
      expect(JSON.stringify(stranger.received)).not.toContain(hidden.id);
      expect(JSON.stringify(member.received)).not.toContain('Not for them');
      close(member, stranger);
    });

    it('tells those who are not in a room that was hidden what they knew of it, and no more', async () => {
      const room = await makeRoom('Seen');
      const stranger = await connect(at(eva, nodes[1]));
      await stranger.do('room:join', { roomId: room.id });
      await ana.delete(`/api/rooms/${room.id}/members/${eva.user.id}`);
      await ana.patch(`/api/rooms/${room.id}`, { name: name('Secret'), visibility: 'private' });
      await waitFor('the end', () => stranger.all('room:deleted').some((event) => event.room.id === room.id));
      await passLooks(stranger);
      expect(JSON.stringify(stranger.received)).not.toContain('Secret');
      close(stranger);
    });

    it('tells drafts and settings on the other device', async () => {
      const room = await makeRoom('Draft');
      const far = await connect(at(ana, nodes[1]));
      const { body } = await ana.put<Draft>(`/api/rooms/${room.id}/draft`, { text: 'half a', revision: 0 });
      await waitFor('the draft', () => far.all('draft:changed').some(({ draft }) => draft.text === 'half a'));
      const me = await ana.patch<OwnUser>('/api/me', { displayName: name('Ana') });
      await waitFor('the name', () =>
        far.all('me:updated').some(({ user }) => user.displayName === me.body.displayName),
      );
      await passLooks(far);
      expect(far.all('draft:changed').map(({ draft }) => draft.revision)).toEqual([body.revision]);
      expect(far.all('me:updated').map(({ user }) => user.version)).toEqual([me.body.version]);
      close(far);
    });

    it('counts for those who are not in the room what was written there, and what was deleted', async () => {
      const room = await makeRoom('Counted');
      await letIn(room, rui);
      const far = await connect(at(rui, nodes[1]));
      const unread = () =>
        far
          .all('room:unread')
          .filter(({ roomId }) => roomId === room.id)
          .at(-1)?.unread;
      const sent = await ana.post<{ id: string }>(`/api/rooms/${room.id}/messages`, {
        text: 'one',
        clientMessageId: randomUUID(),
      });
      await waitFor('one', () => unread() === 1);
      await ana.delete(`/api/rooms/${room.id}/messages/${sent.body.id}`);
      await waitFor('none', () => unread() === 0);
      close(far);
    });
  });

  describe('when a node died after its commit', () => {
    it('tells a mention, a marker and the end of a session that only the database knows of', async () => {
      const room = await makeRoom('Died');
      await letIn(room, rui);
      await write(room, 'one');
      const [far, other] = [await connect(at(rui, nodes[1])), await connect(at(eva, nodes[1]))];
      const id = await nameUntold(room, rui);
      await waitFor('the mention', () => tellings(far, id) > 0);
      await database.query('UPDATE room_member SET read_seq = 1 WHERE room_id = $1 AND user_id = $2', [
        room.id,
        rui.user.id,
      ]);
      await waitFor('the marker', () =>
        far.all('room:unread').some(({ roomId, readSeq }) => roomId === room.id && readSeq === 1),
      );
      await passLooks(far, other);
      expect(tellings(far, id)).toBe(1);
      expect(other.all('notification:created')).toEqual([]);
      const guest = await enter(nodes[0].url);
      const doomed = await connect(at(guest, nodes[1]));
      await database.query('DELETE FROM session WHERE user_id = $1', [guest.user.id]);
      await waitFor('the end of the session', () => !doomed.socket.connected);
      expect(far.socket.connected).toBe(true);
      close(far, other);
    });

    it('tells also what was written just after a node had started', async () => {
      const room = await makeRoom('Just started');
      await letIn(room, rui);
      await write(room, 'one');
      // By itself: one over Redis looks at every tick until it hears itself.
      const young = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', INSTANCE_ID: 'c' });
      try {
        const far = await connect(at(rui, young));
        const id = await nameUntold(room, rui);
        await waitFor('the mention', () => tellings(far, id) > 0);
        close(far);
        expect(young.errors()).toEqual([]);
      } finally {
        await young.stop();
      }
    });

    it('reads what a slow transaction commits after later ones', async () => {
      const far = await connect(at(rui, nodes[1]));
      const [slow, quick] = [randomUUID(), randomUUID()];
      const insert = `INSERT INTO room (id, slug, name, visibility) VALUES ($1::uuid, ($1::uuid)::text, 'Slow', 'public')`;
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query('BEGIN');
      await client.query(insert, [slow]);
      await database.query(insert, [quick]);
      await waitFor('the quick one', () => far.all('room:created').some(({ room }) => room.id === quick));
      expect(far.all('room:created').some(({ room }) => room.id === slow)).toBe(false);
      await client.query('COMMIT');
      await client.end();
      await waitFor('the slow one', () => far.all('room:created').some(({ room }) => room.id === slow));
      close(far);
    });
  });

  it('repeats nothing that was told in time', async () => {
    const room = await makeRoom('Once');
    const [near, far] = [await connect(at(rui, nodes[0])), await connect(at(rui, nodes[1]))];
    const phone = await connect(at(ana, nodes[1]));
    const hidden = await makeRoom('Once hidden', 'private');
    await letIn(hidden, rui);
    await letIn(room, rui);
    await write(room, `@${rui.user.handle}`);
    await waitFor('the mention', () => far.all('notification:created').length === 1);
    await rui.put(`/api/rooms/${room.id}/read`, { seq: 1 });
    await ana.put(`/api/rooms/${room.id}/draft`, { text: 'once', revision: 0 });
    await ana.patch(`/api/rooms/${room.id}`, { topic: 'Once' });
    await ana.patch(`/api/rooms/${room.id}/me`, { isFavourite: true });
    await ana.patch('/api/me', { displayName: name('Ana') });
    await ana.delete(`/api/rooms/${hidden.id}/members/${rui.user.id}`);
    await waitFor('the last', () => far.all('room:deleted').length === 1);
    await waitFor('the settings', () => phone.all('me:updated').length === 1);
    await passLooks(near, far, phone);
    for (const socket of [near, far, phone]) {
      const events = toldOnce(socket);
      expect(events).toEqual([...new Set(events)]);
    }
    expect(phone.all('draft:changed')).toHaveLength(1);
    expect(phone.all('me:updated')).toHaveLength(1);
    for (const socket of [near, far]) {
      expect(socket.all('notification:created')).toHaveLength(1);
      expect(socket.all('notification:updated')).toHaveLength(1);
      expect(socket.all('room:deleted')).toHaveLength(1);
    }
    close(near, far, phone);
  });

  it('ends with the last settings when they change on two nodes at once', async () => {
    const sockets = [await connect(at(ana, nodes[0])), await connect(at(ana, nodes[1]))];
    const patch = (node: TestServer, displayName: string) =>
      fetch(`${node.url}/api/me`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${ana.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ displayName }),
      });
    await Promise.all(Array.from({ length: 20 }, (_, index) => patch(nodes[index % 2]!, name(`Ana ${index}`))));
    const { body } = await ana.get<OwnUser>('/api/me');
    for (const socket of sockets) {
      await waitFor('the last', () => socket.all('me:updated').at(-1)?.user.displayName === body.displayName);
      const versions = socket.all('me:updated').map(({ user }) => user.version ?? 0);
      expect(versions).toEqual([...new Set(versions)].toSorted((left, right) => left - right));
    }
    close(...sockets);
  });
});

/** Everything but counts, which are a state that is told as often as it is read. */
function toldOnce(socket: SocketClient): string[] {
  const counts = ['room:unread', 'notifications:reset'];
  return socket.received.filter(({ event }) => !counts.includes(event)).map((one) => JSON.stringify(one));
}
