import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OwnUser, type Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  HttpClient,
  problemOf,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { AddressDesk } from './address-desk.js';

const DAY_MS = 86_400_000;

let database: TestDatabase;
let server: TestServer;
let desk: AddressDesk;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', MAIL_WORKER: 'off' });
  desk = new AddressDesk(database, server.url);
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const patch = (client: HttpClient, change: object) => client.patch<OwnUser>('/api/me', change);
const own = async (client: HttpClient) => (await client.get<OwnUser>('/api/me')).body;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

async function enterWith(address: string): Promise<HttpClient> {
  const client = await enter(server.url);
  await desk.confirm(client, address);
  return client;
}

describe('mail settings', () => {
  const quietHours = { timeZone: 'America/Lima', from: '22:00', to: '07:30', days: [1, 2, 3, 4, 5] };

  it('begin without quiet hours or a pause, change one by one, and are cleared by null', async () => {
    const ana = await enter(server.url);
    const initial = { email: null, mailPreference: 'each', quietHours: null, timeZone: null, mailPausedUntil: null };
    expect(ana.user).toMatchObject(initial);
    expect(await own(ana)).toEqual(ana.user);
    const until = inDays(7);
    expect((await patch(ana, { mailPreference: 'daily' })).body).toMatchObject({ ...initial, mailPreference: 'daily' });
    await Promise.all([
      patch(ana, { quietHours }),
      patch(ana, { mailPausedUntil: until }),
      patch(ana, { locale: 'es' }),
    ]);
    expect(await own(ana)).toEqual({
      ...ana.user,
      locale: 'es',
      mailPreference: 'daily',
      quietHours,
      mailPausedUntil: until,
      // One for each change.
      version: 4,
    });
    expect((await patch(ana, { timeZone: 'Europe/Lisbon' })).body).toMatchObject({ timeZone: 'Europe/Lisbon' });
    expect((await patch(ana, { timeZone: 'Europe/Atlantis' })).status).toBe(400);
    await patch(ana, { displayName: 'Ana' });
    expect(await own(ana)).toMatchObject({ quietHours, timeZone: 'Europe/Lisbon', mailPausedUntil: until });
    expect((await patch(ana, { quietHours: null })).body).toMatchObject({ quietHours: null, mailPausedUntil: until });
    expect((await patch(ana, { mailPausedUntil: null })).body).toMatchObject({ mailPausedUntil: null });
  });

  it('that make no sense are refused, and what there was stays', async () => {
    const ana = await enter(server.url);
    await patch(ana, { quietHours, mailPausedUntil: inDays(29) });
    const before = await own(ana);
    for (const change of [
      { mailPreference: 'hourly' },
      { quietHours: { ...quietHours, timeZone: 'Mars/Olympus' } },
      { quietHours: { ...quietHours, from: '24:00' } },
      { quietHours: { ...quietHours, days: [] } },
      { quietHours: { ...quietHours, days: [7] } },
      { quietHours: { ...quietHours, until: 'noon' } },
      { mailPausedUntil: 'tomorrow' },
      { mailPausedUntil: inDays(31), displayName: 'Not taken' },
      { mailPausedUntil: '9999-12-31T23:59:59Z' },
    ])
      expect({ change, code: problemOf(await patch(ana, change)).code }).toEqual({ change, code: 'invalid_payload' });
    expect(await own(ana)).toEqual(before);
  });

  it('show no pause that is over', async () => {
    const ana = await enter(server.url);
    for (const over of [inDays(-1), '0001-01-01T00:00:00Z', '0000-01-01T00:00:00Z'])
      expect({ over, ...(await patch(ana, { mailPausedUntil: over })).body }).toMatchObject({
        over,
        mailPausedUntil: null,
      });
  });

  it('reach the other devices, and nobody else', async () => {
    const [ana, rui] = [await enter(server.url), await enter(server.url)];
    const [device, stranger] = [await connect(ana), await connect(rui)];
    await patch(ana, { mailPreference: 'away', quietHours });
    await waitFor('me:updated', () => device.all('me:updated').length === 1);
    expect(device.all('me:updated')[0]?.user).toMatchObject({ mailPreference: 'away', quietHours });
    expect(stranger.all('me:updated')).toEqual([]);
    for (const socket of [device, stranger]) socket.close();
  });

  it('show an address that refused us as such, to its person', async () => {
    const address = desk.newAddress('Bounced');
    const ana = await enterWith(address);
    await database.query(
      `INSERT INTO suppressed_address SELECT sha256(convert_to(address_key, 'UTF8')), 'bounce', now() FROM contact
       WHERE user_id = $1`,
      [ana.user.id],
    );
    expect((await own(ana)).email).toEqual({ address, state: 'suppressed' });
  });
});

describe('signs of life', () => {
  const activeAt = async (client: HttpClient) =>
    (
      await database.query<{ active_at: Date | null }>('SELECT active_at FROM contact WHERE user_id = $1', [
        client.user.id,
      ])
    )[0]?.active_at;

  /** On a server that has written none yet, since one writes at most once a minute. */
  async function onFreshServer(work: (server: TestServer) => Promise<void>): Promise<void> {
    const fresh = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', MAIL_WORKER: 'off' });
    try {
      await work(fresh);
      expect(fresh.errors()).toEqual([]);
    } finally {
      await fresh.stop();
    }
  }

  const at = (fresh: TestServer, client: HttpClient) => new HttpClient(fresh.url, client.token, client.user);

  it('over HTTP are changes, not reads, and kept to the minute', async () => {
    const [reader, writer] = [await enterWith(desk.newAddress()), await enterWith(desk.newAddress())];
    const room = (await writer.post<Room>('/api/rooms', { name: `Life ${randomUUID().slice(0, 8)}` })).body;
    await database.query('UPDATE contact SET active_at = NULL');
    await onFreshServer(async (fresh) => {
      await at(fresh, reader).get('/api/me');
      await at(fresh, reader).get(`/api/rooms/${room.id}/messages`);
      await at(fresh, writer).put(`/api/rooms/${room.id}/read`, { seq: 0 });
      const written = await waitFor('a sign of life', () => activeAt(writer));
      expect(written.getTime() % 60_000).toBe(0);
      expect(await activeAt(reader)).toBeNull();
    });
  });

  it('over a socket are what somebody does, not that they are connected; guests leave none', async () => {
    const [idle, busy, guest] = [
      await enterWith(desk.newAddress()),
      await enterWith(desk.newAddress()),
      await enter(server.url),
    ];
    const room = (await busy.post<Room>('/api/rooms', { name: `Life ${randomUUID().slice(0, 8)}` })).body;
    await database.query('UPDATE contact SET active_at = NULL');
    await onFreshServer(async (fresh) => {
      const sockets = [await connect(at(fresh, idle)), await connect(at(fresh, guest)), await connect(at(fresh, busy))];
      await sockets[1]!.do('room:join', { roomId: room.id });
      await sockets[2]!.do('room:join', { roomId: room.id });
      await waitFor('a sign of life', () => activeAt(busy));
      expect(await activeAt(idle)).toBeNull();
      expect(await activeAt(guest)).toBeUndefined();
      for (const socket of sockets) socket.close();
    });
  });
});
