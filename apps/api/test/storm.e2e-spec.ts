import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Room } from '@tertulia/contract';
import { connect, createDatabase, enter, type SocketClient, type TestDatabase, waitFor } from '@tertulia/testing';
import pino from 'pino';
import { createApplication } from '../src/app.setup.js';
import { parseEnv } from '../src/config/env.js';
import { createDataSource } from '../src/database/data-source.js';
import { SocketCounts } from '../src/gateway/socket-counts.js';
import { Connections } from '../src/realtime/connections.js';

const STORM = 300;
const AT_ONCE = 20;

let database: TestDatabase;
let app: NestFastifyApplication;
let counts: SocketCounts;
let url: string;
const errors: string[] = [];

// In this process, so that what it holds can be counted.
beforeAll(async () => {
  database = await createDatabase();
  const env = parseEnv({
    DATABASE_URL: database.url,
    LIMITS: 'off',
    NODE_ENV: 'test',
    MAIL_DRIVER: 'off',
    JOBS_DRIVER: 'off',
    DRAIN_MS: '0',
    EVENT_LOOP_LIMIT_MS: '0',
  });
  const dataSource = await createDataSource(database.url, env.DATABASE_POOL).initialize();
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const instance = { instanceId: 'storm', version: '0.0.0', startedAt: new Date() };
  app = await createApplication({ env, instance, log, dataSource });
  await app.listen(0, '127.0.0.1');
  url = (await app.getUrl()).replace('localhost', '127.0.0.1');
  counts = app.get(SocketCounts);
});

afterAll(async () => {
  expect(errors).toEqual([]);
  await app.close();
  await database.drop();
});

/** Whatever would grow if something of a socket stayed behind. */
const held = () => ({
  sockets: counts.sockets,
  pending: counts.pendingHandshakes,
  rooms: counts.roomsFollowed,
  people: [...app.get(Connections).userIds()].length,
  timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  connections: process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPSocket')).length,
  handlers: app.getHttpServer().listenerCount('upgrade') + app.getHttpServer().listenerCount('request'),
});

describe('a storm of sockets that come and go', () => {
  it('G20: leaves nothing behind, however they go', async () => {
    const ana = await enter(url, 'Ana');
    const rooms: Room[] = [];
    for (let index = 0; index < 5; index += 1)
      rooms.push((await ana.post<Room>('/api/rooms', { name: `Storm ${index}` })).body);
    const storm = async (count: number): Promise<void> => {
      const open: SocketClient[] = [];
      const come = async (index: number): Promise<void> => {
        const transports: ['polling'] | ['websocket'] = index % 10 === 0 ? ['polling'] : ['websocket'];
        const socket = await connect(ana, { transports });
        open.push(socket);
        // Some go while they are on their way in.
        const joining = socket.ask('room:join', { roomId: rooms[index % 5]?.id ?? '' }).catch(() => undefined);
        if (index % 3 > 0) await joining;
      };
      // Both sides are in this process: as many at once as it can serve.
      while (open.length < count)
        await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => come(open.length + index)));
      expect(counts.sockets).toBe(count);
      // In order, without a word, and cut off by the server.
      open.forEach((socket, index) => {
        if (index % 3 === 0) socket.close();
        if (index % 3 === 1) socket.socket.io.engine.close();
      });
      await waitFor('two of three', () => counts.sockets === Math.floor(count / 3));
      for (const connection of [...app.get(Connections).all()]) connection.drop();
      await waitFor('the closes', () => open.every(({ socket }) => !socket.connected));
      await waitFor('nobody', () => counts.sockets === 0 && counts.pendingHandshakes === 0);
      await waitFor('no room', () => counts.roomsFollowed === 0);
    };
    // What is made once and stays.
    await storm(20);
    const isWarm = (baseline: ReturnType<typeof held>) => {
      const now = held();
      return (
        now.timers <= baseline.timers &&
        now.connections <= baseline.connections &&
        now.handlers === baseline.handlers &&
        now.people === 0
      );
    };
    let calm = held();
    await waitFor('calm', () => {
      const before = calm.timers;
      calm = held();
      return calm.timers === before && calm.timers < 100;
    });
    await storm(STORM);
    await waitFor(
      'the baseline',
      () => isWarm({ ...calm, timers: calm.timers + 2, connections: calm.connections + 2 }),
      60_000,
    );
    expect(held()).toMatchObject({ sockets: 0, pending: 0, rooms: 0, people: 0 });
  });
});
