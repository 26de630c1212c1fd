import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  type HttpClient,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  countAnswers,
  darn,
  environmentOf,
  jobsOf,
  lovely,
  read,
  SECRET,
  send,
  STAND_IN,
  tagsOf,
  workerPid,
} from './work-stage.js';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let room: Room;

const start = (overrides: Record<string, string> = {}) =>
  startServer({
    DATABASE_URL: database.url,
    LIMITS: 'off',
    MAIL_DRIVER: 'off',
    JOBS_DRIVER: 'embedded',
    JOBS_PROGRAM: STAND_IN,
    ...overrides,
  });

beforeAll(async () => {
  database = await createDatabase();
  server = await start();
  ana = await enter(server.url, 'Ana');
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

beforeEach(async () => {
  room = (await ana.post<Room>('/api/rooms', { name: `Room ${randomUUID()}` })).body;
});

/** Time passes for all jobs that wait for their next turn. */
const pass = () =>
  database.query('UPDATE job SET due_at = clock_timestamp() WHERE dead_at IS NULL AND due_at > clock_timestamp()');

const givenUp = () => server.errors().filter((line) => line.includes('A job was given up.'));

const killWorker = async (signal: NodeJS.Signals): Promise<void> => {
  const pid = await workerPid(server.pid);
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
};

/** Once per message and topic: as many answers, and as many versions as changes. */
async function expectEachOnce(sent: number, tagged: number): Promise<void> {
  await waitFor(
    'all answers and an empty queue',
    async () => {
      await pass();
      return (await countAnswers(database, room.id)) === sent * 2 && (await jobsOf(database)).length === 0;
    },
    60_000,
  );
  const { body } = await ana.get<Room & { version: number }>(`/api/rooms/${room.id}`);
  expect(body.version).toBe(sent + tagged);
}

describe('the embedded worker', () => {
  it('tags a message that was sent, and leaves no job behind', async () => {
    const message = await send(ana, room.id, 'darn, how lovely');
    await waitFor('both tags', async () => (await read(ana, message)).tags.length === 2);
    expect((await read(ana, message)).tags).toEqual([darn, lovely]);
    await waitFor('an empty queue', async () => (await jobsOf(database)).length === 0);
  });

  it('is a process of its own that yields to the chat and knows no secret but its own', async () => {
    const pid = await waitFor('the worker', () => workerPid(server.pid));
    const names = (await environmentOf(pid)).map((entry) => entry.split('=', 1)[0]);
    expect(names).toEqual(expect.arrayContaining(['RESULTS_URL', 'JOBS_SECRET', 'DATA_DIR']));
    expect(names.filter((name) => /DATABASE|REDIS|SMTP|MAIL|^AWS_/.test(name ?? ''))).toEqual([]);
    const { getPriority } = await import('node:os');
    expect(getPriority(pid)).toBe(10);
  });

  it('gives up a poison message after five receives, while all others pass', async () => {
    const poison = randomUUID();
    await database.query(`INSERT INTO job (id, topic, body) VALUES ($1, 'message.words', '{"nonsense": true}')`, [
      poison,
    ]);
    const failing = await send(ana, room.id, 'fail');
    const messages = await Promise.all(Array.from({ length: 30 }, () => send(ana, room.id, 'darn')));
    await waitFor('the others', async () => (await countAnswers(database, room.id)) === 30 * 2 + 1);
    for (const message of messages) expect((await read(ana, message)).tags).toEqual([darn]);
    await waitFor('the end of two jobs', async () => {
      await pass();
      const jobs = await jobsOf(database);
      return jobs.length === 2 && jobs.every(({ dead_at: deadAt }) => deadAt !== null);
    });
    const dead = await jobsOf(database);
    expect(dead.map(({ receives }) => receives)).toEqual([5, 5]);
    expect(dead.map(({ id, body }) => body.messageId ?? id).toSorted()).toEqual([poison, failing.id].toSorted());
    // It is written down a moment after the database knows.
    await waitFor('both lines of the log', () => givenUp().length >= 2);
    expect(givenUp()).toHaveLength(2);
    expect(server.log()).not.toContain('nonsense');
    const ready = await request(server.url, 'GET', '/api/health/ready');
    expect(ready).toMatchObject({ status: 200, body: expect.stringMatching(/work: .*2 given up/) });
    await database.query('DELETE FROM job');
  });

  it('gives up what ends it every time, and nothing that was beside it', async () => {
    const crashing = await send(ana, room.id, 'crash');
    const messages = await Promise.all(Array.from({ length: 15 }, () => send(ana, room.id, 'darn')));
    await waitFor(
      'the end of the job',
      async () => {
        await pass();
        const jobs = await jobsOf(database);
        return jobs.length === 1 && jobs[0]?.dead_at;
      },
      60_000,
    );
    expect((await jobsOf(database)).map(({ body }) => body.messageId)).toEqual([crashing.id]);
    for (const message of messages) expect(await tagsOf(ana, message)).toEqual([darn]);
    await database.query('DELETE FROM job');
  });

  it('that is killed again and again does everything once in the end', async () => {
    const sent = 120;
    let isOver = false;
    const killing = (async () => {
      while (!isOver) {
        await killWorker('SIGKILL');
        await wait(300);
      }
    })();
    for (let index = 0; index < sent; index += 1) await send(ana, room.id, index % 2 === 0 ? 'darn' : 'hello');
    isOver = true;
    await killing;
    await expectEachOnce(sent, sent / 2);
    expect(givenUp().length).toBeLessThanOrEqual(3);
  });

  it('that is stopped keeps nobody from sending, and goes on where it was', async () => {
    const pid = await waitFor('the worker', () => workerPid(server.pid));
    process.kill(pid, 'SIGSTOP');
    const messages = await Promise.all(Array.from({ length: 20 }, () => send(ana, room.id, 'lovely')));
    expect(messages.map(({ tags }) => tags)).toEqual(messages.map(() => []));
    process.kill(pid, 'SIGCONT');
    await expectEachOnce(20, 20);
  });

  it('that hangs is ended, and the others get their tags', async () => {
    const before = await waitFor('the worker', () => workerPid(server.pid));
    const hanging = await send(ana, room.id, 'hang');
    const other = await send(ana, room.id, 'darn lovely');
    await waitFor(
      'another worker',
      async () => {
        const pid = await workerPid(server.pid);
        return pid !== undefined && pid !== before;
      },
      60_000,
    );
    await waitFor('both tags', async () => (await read(ana, other)).tags.length === 2, 100_000);
    expect((await read(ana, hanging)).tags).toEqual([]);
    await database.query('DELETE FROM job');
  });
});

describe('a server that stops', () => {
  it('takes its worker along, whether it stops in order or not, and what was left is done by the next', async () => {
    await server.stop();
    const ordered = await start();
    const first = await waitFor('the worker', () => workerPid(ordered.pid));
    await ordered.stop();
    expect(ordered.errors()).toEqual([]);
    const killed = await start();
    const second = await waitFor('the worker', () => workerPid(killed.pid));
    const author = await enter(killed.url, 'Carla');
    const hall = (await author.post<Room>('/api/rooms', { name: `Hall ${randomUUID()}` })).body;
    const messages = await Promise.all(Array.from({ length: 20 }, () => send(author, hall.id, 'darn')));
    await killed.kill('SIGKILL');
    await waitFor('the end of the workers', () => [first, second].every((pid) => !isAlive(pid)));
    server = await start({ JOBS_SECRET: SECRET });
    await pass();
    const reader = await enter(server.url, 'Dario');
    for (const message of messages) expect(await tagsOf(reader, message)).toEqual([darn]);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
