import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  type FakeSqs,
  type HttpClient,
  sendToQueue,
  startFakeSqs,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { countAnswers, darn, SECRET, send, tagsOf } from './work-stage.js';

const RUNNER = fileURLToPath(new URL('stand-in-runner.mjs', import.meta.url));

let database: TestDatabase;
let sqs: FakeSqs;
let queues: { JOBS_WORDS_QUEUE_URL: string; JOBS_SENTIMENT_QUEUE_URL: string };
let server: TestServer;
let ana: HttpClient;
let room: Room;

const settings = (overrides: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  LIMITS: 'off',
  MAIL_DRIVER: 'off',
  JOBS_DRIVER: 'sqs',
  JOBS_SECRET: SECRET,
  ...sqs.environment,
  ...queues,
  ...overrides,
});

beforeAll(async () => {
  [database, sqs] = await Promise.all([createDatabase(), startFakeSqs()]);
  queues = {
    JOBS_WORDS_QUEUE_URL: await sqs.createQueue('words'),
    JOBS_SENTIMENT_QUEUE_URL: await sqs.createQueue('sentiment'),
  };
  server = await startServer(settings());
  ana = await enter(server.url, 'Ana');
});

afterAll(async () => {
  await killRunner();
  await server.stop();
  await Promise.all([sqs.stop(), database.drop()]);
});

beforeEach(async () => {
  room = (await ana.post<Room>('/api/rooms', { name: `Room ${randomUUID()}` })).body;
});

let runner: ChildProcess | undefined;

/** Handlers on a machine of their own; they share no more than a secret with the server. */
async function startRunner(): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    RESULTS_URL: server.url,
    JOBS_SECRET: SECRET,
    ...sqs.environment,
    ...queues,
  };
  runner = spawn(process.execPath, [RUNNER], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(runner.stdout ?? runner, 'data');
}

async function killRunner(): Promise<void> {
  if (!runner || runner.exitCode !== null || runner.signalCode !== null) return;
  const gone = once(runner, 'exit');
  runner.kill('SIGKILL');
  await gone;
}

describe('work through SQS', () => {
  it('tags each message once while the runner is killed in the middle, and what comes twice changes nothing', async () => {
    const sent = 90;
    await startRunner();
    for (let index = 0; index < sent; index += 1) {
      await send(ana, room.id, index % 2 === 0 ? 'darn' : 'hello');
      if (index % 30 !== 29) continue;
      await killRunner();
      await startRunner();
    }
    await waitFor('all answers', async () => (await countAnswers(database, room.id)) === sent * 2, 60_000);
    await waitFor('empty queues', async () => {
      const done = await Promise.all(Object.values(queues).map((url) => sqs.isDone(url)));
      return done.every(Boolean);
    });
    const { body } = await ana.get<Room & { version: number }>(`/api/rooms/${room.id}`);
    expect(body.version).toBe(sent + sent / 2);
    expect(await database.query('SELECT 1 FROM job')).toEqual([]);
  });

  it('lets others pass by what can never be done', async () => {
    await sendToQueue(queues.JOBS_WORDS_QUEUE_URL, 'no JSON');
    expect(await tagsOf(ana, await send(ana, room.id, 'darn'))).toEqual([darn]);
  });

  it('waits in the log of the room while the queue is away, and keeps nobody from sending', async () => {
    const nowhere = 'http://127.0.0.1:9/123456789012/nowhere';
    const away = await startServer(
      settings({ JOBS_WORDS_QUEUE_URL: nowhere, JOBS_SENTIMENT_QUEUE_URL: nowhere, AWS_ENDPOINT_URL_SQS: nowhere }),
    );
    await server.stop();
    const beto = await enter(away.url, 'Beto');
    const message = await send(beto, room.id, 'darn');
    await waitFor('word of it', () => away.log().includes('New texts could not be published'));
    expect(away.errors()).toEqual([]);
    await away.stop();
    await killRunner();
    server = await startServer(settings());
    await startRunner();
    ana = await enter(server.url, 'Ana');
    expect(await tagsOf(ana, message)).toEqual([darn]);
  });

  it('does not start without its queues or the secret, and names what is missing', async () => {
    await expect(startServer(settings({ JOBS_WORDS_QUEUE_URL: '' }))).rejects.toThrow('JOBS_WORDS_QUEUE_URL');
    await expect(startServer(settings({ JOBS_SECRET: '' }))).rejects.toThrow('JOBS_SECRET is needed');
  });
});
