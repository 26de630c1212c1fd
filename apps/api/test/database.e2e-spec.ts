import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, MessagePage, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('the embedded database', () => {
  let folder: string;
  let server: TestServer;
  let ana: HttpClient;
  let room: Room;
  const environment = () => ({ DATA_DIR: folder, LIMITS: 'off' });
  const post = (text: string, clientMessageId = randomUUID()) =>
    ana.post<Message>(`/api/rooms/${room.id}/messages`, { text, clientMessageId });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tertulia-embedded-'));
    // Where root runs this, the database runs as another account, which must be able to enter.
    await chmod(folder, 0o755);
    server = await startServer(environment());
    ana = await enter(server.url, 'Ana');
    room = (await ana.post<Room>('/api/rooms', { name: 'Durable' })).body;
  });

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The postmaster of this folder and everything that it started, found by the parent of each process. */
  async function databaseProcesses(): Promise<number[]> {
    const postmaster = Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const parents = await Promise.all(
      all.map(
        async (pid) =>
          [
            pid,
            Number((await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).split(') ')[1]?.split(' ')[1]),
          ] as const,
      ),
    );
    return [postmaster, ...parents.filter(([, parent]) => parent === postmaster).map(([pid]) => pid)];
  }

  it('keeps everything acknowledged over kill -9 of the server, and the next start adopts the database', async () => {
    const sent = await Promise.all(Array.from({ length: 30 }, (_, index) => post(`kept ${index}`)));
    expect(sent.every((answer) => answer.status === 201)).toBe(true);
    const { token, user } = ana;
    await server.kill('SIGKILL');
    server = await startServer(environment());
    ana = new (ana.constructor as new (...args: [string, string, typeof user]) => HttpClient)(server.url, token, user);
    const page = await ana.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=100`);
    expect(page.body.items.map((item) => item.seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(new Set(page.body.items.map((item) => item.id))).toEqual(new Set(sent.map((answer) => answer.body.id)));
  });

  it('G9: refuses honestly while the database is dead, and is back without a restart', async () => {
    const socket = await connect(ana);
    for (const pid of await databaseProcesses()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended with its parent.
      }
    }
    const clientMessageId = randomUUID();
    const refused = await waitFor('a refusal', async () => {
      const answer = await post('while away', randomUUID());
      return answer.status === 503 ? answer : undefined;
    });
    expect(problemOf(refused)).toMatchObject({ code: 'unavailable' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await fetch(`${server.url}/api/health/live`)).status).toBe(200);
    const stored = await waitFor(
      'the database to be back',
      async () => {
        const answer = await socket.ask('message:send', { roomId: room.id, clientMessageId, text: 'after' });
        expect([undefined, 'unavailable']).toContain(answer.error?.code);
        return answer.data;
      },
      60_000,
    );
    const again = await post('after', clientMessageId);
    expect(again.body.id).toBe(stored.message.id);
    const page = await ana.get<MessagePage>(`/api/rooms/${room.id}/messages?limit=100`);
    expect(page.body.items.map((item) => item.seq)).toEqual(
      Array.from({ length: page.body.items.length }, (_, index) => index + 1),
    );
    expect(page.body.items.filter((item) => item.text === 'after')).toHaveLength(1);
    socket.close();
  });

  it('says in one sentence why it cannot start', async () => {
    await expect(startServer(environment())).rejects.toThrow(/Another Tertulia \(process \d+\) uses the data folder/);
    await expect(startServer({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(
      /The database cannot be used .* Check DATABASE_URL/,
    );
    await expect(startServer({ PORT: 'many', DATA_DIR: folder })).rejects.toThrow(/PORT is wrong/);
    await expect(startServer({ NODE_ENV: 'production', LIMITS: 'off', DATA_DIR: folder })).rejects.toThrow(
      /LIMITS=off .* is refused/,
    );
    const database = await createDatabase();
    await expect(startServer({ PORT: String(server.port), DATABASE_URL: database.url })).rejects.toThrow(
      /Port \d+ is in use/,
    );
    await database.drop();
  });
});

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createDatabase()));
  afterAll(() => database.drop());

  it('are applied once by nodes that start at the same moment', async () => {
    const all = 'SELECT name FROM schema_migration ORDER BY id';
    const applied = await database.query(all);
    expect(applied.length).toBeGreaterThan(0);
    await database.query('DROP SCHEMA public CASCADE');
    await database.query('CREATE SCHEMA public');
    const nodes = await Promise.all(Array.from({ length: 3 }, () => startServer({ DATABASE_URL: database.url })));
    expect(await database.query(all)).toEqual(applied);
    expect(await database.query('SELECT slug FROM room')).toEqual([{ slug: 'general' }]);
    for (const node of nodes) expect(await node.kill('SIGTERM')).toBe(0);
  });

  it('a stop tells clients when to come back, and ends in order', async () => {
    const node = await startServer({ DATABASE_URL: database.url, DRAIN_MS: '400' });
    const socket = await connect(await enter(node.url));
    const stopping = node.kill('SIGTERM');
    const draining = await waitFor('server:draining', () => socket.all('server:draining')[0]);
    expect(draining.reconnectInMs).toBeGreaterThanOrEqual(0);
    expect(await stopping).toBe(0);
    await waitFor('the close', () => !socket.socket.connected);
    socket.close();
  });
});
