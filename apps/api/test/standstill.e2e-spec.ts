import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, Problem, Room } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  HttpClient,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

let database: TestDatabase;
let stuck: TestServer;
let other: TestServer;

beforeAll(async () => {
  database = await createDatabase();
  [stuck, other] = await Promise.all([
    startServer({ DATABASE_URL: database.url, LIMITS: 'off' }),
    startServer({ DATABASE_URL: database.url, LIMITS: 'off' }),
  ]);
});

afterAll(async () => {
  expect(other.errors()).toEqual([]);
  await Promise.all([stuck.stop(), other.stop()]);
  await database.drop();
});

/** Holds a message's row, so that a change of it stops in the middle of its transaction. */
async function holdMessage(id: string): Promise<{ isWaitedFor: () => Promise<boolean>; release: () => Promise<void> }> {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM message WHERE id = $1 FOR UPDATE', [id]);
  return {
    isWaitedFor: async () => {
      const { rows } = await holder.query(
        `SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))`,
      );
      return rows.length > 0;
    },
    release: () => holder.end(),
  };
}

describe('a node that stands still in the middle of a change', () => {
  it('frees the room for the others, and has changed nothing', async () => {
    const ana = await enter(stuck.url, 'Ana');
    const elsewhere = new HttpClient(other.url, ana.token, ana.user);
    const room = (await ana.post<Room>('/api/rooms', { name: 'Standing still' })).body;
    const path = `/api/rooms/${room.id}/messages`;
    const message = (await ana.post<Message>(path, { clientMessageId: randomUUID(), text: 'first' })).body;
    const held = await holdMessage(message.id);
    const edit = ana.patch<Problem>(`${path}/${message.id}`, { text: 'second' });
    await waitFor('the edit to wait', held.isWaitedFor);
    process.kill(stuck.pid, 'SIGSTOP');
    await held.release();

    expect((await elsewhere.post(path, { clientMessageId: randomUUID(), text: 'from another node' })).status).toBe(201);

    process.kill(stuck.pid, 'SIGCONT');
    expect(await edit).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    const page = await elsewhere.get<{ items: Message[] }>(path);
    expect(page.body.items.map(({ text, version }) => [text, version])).toEqual([
      ['first', 1],
      ['from another node', 2],
    ]);
    expect((await ana.patch(`${path}/${message.id}`, { text: 'second' })).status).toBe(200);
  });
});
