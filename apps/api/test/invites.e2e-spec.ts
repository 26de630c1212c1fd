import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Invite,
  inviteCodeSchema,
  invitePreviewSchema,
  inviteSchema,
  type Room,
  roomSchema,
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

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let rui: HttpClient;
let eva: HttpClient;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  [ana, rui, eva] = [await enter(server.url, 'Ana'), await enter(server.url, 'Rui'), await enter(server.url, 'Eva')];
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const openRoom = async (visibility: 'public' | 'private' = 'private') =>
  roomSchema.parse((await ana.post('/api/rooms', { name: `Invites ${randomUUID().slice(0, 8)}`, visibility })).body);
const invite = async (client: HttpClient, room: Room, terms: object = {}): Promise<Invite> =>
  inviteSchema.parse((await client.post(`/api/rooms/${room.id}/invites`, terms)).body);
const accept = (client: HttpClient, { code }: { code: string }) => client.post<Room>(`/api/invites/${code}/accept`, {});
const look = ({ code }: { code: string }) => request(server.url, 'GET', `/api/invites/${code}`);
const expire = (room: Room) =>
  database.query(`UPDATE room_invite SET expires_at = now() - interval '1 second' WHERE room_id = $1`, [room.id]);

describe('an invitation', () => {
  it('shows where it leads without a session, and nothing more', async () => {
    const room = await openRoom();
    const made = await invite(ana, room, { days: 2 });
    expect(made).toMatchObject({ roomId: room.id, usesLeft: null });
    expect(Math.round((Date.parse(made.expiresAt) - Date.now()) / 3_600_000)).toBe(48);
    const answer = await look(made);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      room: { slug: room.slug, name: room.name, topic: '', visibility: 'private', memberCount: 1 },
      expiresAt: made.expiresAt,
    });
    invitePreviewSchema.parse(answer.body);
  });

  it('has a code of 128 bits that the database does not hold', async () => {
    const room = await openRoom();
    const codes = await Promise.all(Array.from({ length: 5 }, async () => (await invite(ana, room)).code));
    expect(new Set(codes).size).toBe(5);
    for (const code of codes) {
      expect(Buffer.from(inviteCodeSchema.parse(code), 'base64url')).toHaveLength(16);
      const rows = await database.query<{ row: string }>('SELECT i::text AS row FROM room_invite i');
      expect(rows.some(({ row }) => row.includes(code) || row.includes(Buffer.from(code).toString('hex')))).toBe(false);
    }
  });

  it('lets somebody in, who gets the room on all devices, and tells nobody else of it', async () => {
    const room = await openRoom();
    await ana.post(`/api/rooms/${room.id}/messages`, { text: 'before', clientMessageId: randomUUID() });
    const made = await invite(ana, room, { uses: 5 });
    const [owner, phone, stranger] = [await connect(ana), await connect(rui), await connect(eva)];
    expect((await rui.get(`/api/rooms/${room.id}`)).status).toBe(404);
    const accepted = await accept(rui, made);
    expect(accepted.status).toBe(200);
    expect(roomSchema.parse(accepted.body)).toMatchObject({
      id: room.id,
      memberCount: 2,
      me: { role: 'member', unread: 0 },
    });
    const told = await waitFor('room:created', () =>
      phone.all('room:created').find((event) => event.room.id === room.id),
    );
    expect(told.room.me).toEqual(accepted.body.me);
    await waitFor('the count', () => owner.all('room:updated').some((event) => event.room.memberCount === 2));
    // The same again uses nothing up.
    expect(await accept(rui, made)).toMatchObject({ status: 200, body: accepted.body });
    expect(await accept(ana, made)).toMatchObject({ status: 200, body: { me: { role: 'owner' } } });
    expect(await database.query('SELECT uses_left FROM room_invite WHERE room_id = $1', [room.id])).toEqual([
      { uses_left: 4 },
    ]);
    const marker = await openRoom('public');
    await waitFor('the marker', () => stranger.all('room:created').some((event) => event.room.id === marker.id));
    expect(JSON.stringify(stranger.received)).not.toContain(room.id);
    for (const socket of [owner, phone, stranger]) socket.close();
  });

  it('for one use lets exactly one of many in who come at once', async () => {
    const room = await openRoom();
    const made = await invite(ana, room, { uses: 1 });
    const crowd = await Promise.all(Array.from({ length: 8 }, () => enter(server.url)));
    const answers = await Promise.all(crowd.map((client) => accept(client, made)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expect(problemOf(answer).code).toBe('gone');
    expect((await ana.get<Room>(`/api/rooms/${room.id}`)).body.memberCount).toBe(2);
    expect(problemOf(await look(made)).code).toBe('gone');
    const winner = crowd[answers.findIndex(({ status }) => status === 200)];
    expect((await accept(winner ?? ana, made)).status).toBe(200);
  });

  it('accepted twice at once by one person is used up once', async () => {
    const room = await openRoom();
    const made = await invite(ana, room, { uses: 2 });
    const answers = await Promise.all(Array.from({ length: 4 }, () => accept(rui, made)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await database.query('SELECT uses_left FROM room_invite WHERE room_id = $1', [room.id])).toEqual([
      { uses_left: 1 },
    ]);
  });

  it('that has ended is gone, one that never was is not found', async () => {
    const [late, closed] = [await openRoom(), await openRoom()];
    const [ofLate, ofClosed] = [await invite(ana, late), await invite(ana, closed)];
    await expire(late);
    await ana.delete(`/api/rooms/${closed.id}`);
    for (const made of [ofLate, ofClosed]) {
      expect(problemOf(await look(made))).toMatchObject({ status: 410, code: 'gone' });
      expect(problemOf(await accept(rui, made)).code).toBe('gone');
      expect(JSON.stringify((await look(made)).body)).not.toMatch(/Invites/);
    }
    const unknown = { code: 'A'.repeat(22) };
    expect(problemOf(await look(unknown)).code).toBe('not_found');
    expect(problemOf(await accept(rui, unknown)).code).toBe('not_found');
    expect(problemOf(await accept(ana, ofClosed)).code).toBe('gone');
    for (const code of ['short', 'x'.repeat(65), 'with%20space%20in%20it'])
      expect((await look({ code })).status).toBe(400);
    expect((await request(server.url, 'POST', `/api/invites/${unknown.code}/accept`, {})).status).toBe(401);
  });

  it('is made by the owner of a private room, and by any member of a public one', async () => {
    const [hidden, open] = [await openRoom(), await openRoom('public')];
    const path = (room: Room) => `/api/rooms/${room.id}/invites`;
    expect(problemOf(await rui.post(path(hidden), {})).code).toBe('not_found');
    await accept(rui, await invite(ana, hidden));
    expect(problemOf(await rui.post(path(hidden), {})).code).toBe('forbidden');
    expect(problemOf(await rui.post(path(open), {})).code).toBe('forbidden');
    await accept(rui, await invite(ana, open));
    expect((await rui.post(path(open), {})).status).toBe(201);
    expect((await rui.send('POST', path(open))).status).toBe(201);
    for (const terms of [{ days: 0 }, { days: 31 }, { uses: 0 }, { uses: 1.5 }, { uses: 1_001 }, { code: 'mine' }])
      expect((await ana.post(path(open), terms)).status).toBe(400);
  });

  it('N14: is no way back for who was taken out, nor into a room that became private', async () => {
    const [hidden, open] = [await openRoom(), await openRoom('public')];
    const made = await invite(ana, hidden);
    await accept(rui, made);
    await ana.delete(`/api/rooms/${hidden.id}/members/${rui.user.id}`);
    expect(problemOf(await accept(rui, made)).code).toBe('gone');
    expect((await rui.get(`/api/rooms/${hidden.id}`)).status).toBe(404);

    await accept(rui, await invite(ana, open));
    const byMember = await invite(rui, open);
    await ana.patch(`/api/rooms/${open.id}`, { visibility: 'private' });
    expect(problemOf(await accept(eva, byMember)).code).toBe('gone');
    expect((await accept(eva, await invite(ana, open))).status).toBe(200);
  });

  it('is limited in number, and so is looking', async () => {
    const limited = await startServer({
      DATABASE_URL: database.url,
      LIMIT_INVITES_PER_HOUR: '2',
      LIMIT_INVITE_LOOKS_PER_MINUTE: '3',
    });
    try {
      const guest = await enter(limited.url);
      const room = (await guest.post<Room>('/api/rooms', { name: `Limited ${randomUUID().slice(0, 8)}` })).body;
      const made = [];
      for (let index = 0; index < 3; index += 1) made.push(await guest.post(`/api/rooms/${room.id}/invites`, {}));
      expect(made.map(({ status }) => status)).toEqual([201, 201, 429]);
      const looks = [];
      for (let index = 0; index < 4; index += 1)
        looks.push((await request(limited.url, 'GET', `/api/invites/${'A'.repeat(22)}`)).status);
      expect(looks).toEqual([404, 404, 404, 429]);
    } finally {
      await limited.stop();
    }
  });
});
