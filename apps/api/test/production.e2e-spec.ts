import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  connect,
  createDatabase,
  enter,
  type FakeS3,
  type FakeSes,
  type FakeSqs,
  findRedis,
  request,
  startFakeS3,
  startFakeSes,
  startFakeSqs,
  startRedis,
  type TestDatabase,
  type TestRedis,
  waitFor,
  where,
} from '@tertulia/testing';

/** What the image runs, with the environment of a task on AWS, and with no right to write any file. */
const program = (name: string) => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

const describeWithRedis = where({ redis: findRedis() }, describe);

let database: TestDatabase;
let redis: TestRedis;
let s3: FakeS3;
let ses: FakeSes;
let sqs: FakeSqs;
let environment: Record<string, string>;

const children: ChildProcess[] = [];

/** One process of the product; `output` is everything that it said, its log included. */
function run(name: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [permission, '--allow-fs-read=*', program(name)], {
    env: { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1', ...env },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  children.push(child);
  return { child, output: () => output, ended: once(child, 'exit').then(([code]: (number | null)[]) => code ?? null) };
}

beforeAll(async () => {
  [database, redis, s3, ses, sqs] = await Promise.all([
    createDatabase(),
    startRedis(),
    startFakeS3({ allowedOrigins: ['https://chat.example.com'] }),
    startFakeSes(),
    startFakeSqs(),
  ]);
  const url = new URL(database.url);
  const password = decodeURIComponent(url.password);
  url.password = '';
  environment = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    // The address is no secret, the password is: it comes by itself, as PostgreSQL's own programs take it.
    DATABASE_URL: url.href,
    PGPASSWORD: password,
    REDIS_URL: redis.url,
    ...s3.environment,
    ...ses.environment,
    ...sqs.environment,
    ALLOWED_ORIGINS: 'https://chat.example.com',
    PUBLIC_URL: 'https://chat.example.com',
    PUBLIC_API_URL: 'https://api.chat.example.com',
    TRUST_PROXY_HOPS: '1',
    OBJECT_STORE: 's3',
    S3_BUCKET: s3.bucket,
    MEDIA_URL: 'https://media.chat.example.com',
    MAIL_DRIVER: 'ses',
    MAIL_FROM: 'Tertulia <chat@example.com>',
    SES_CONFIGURATION_SET: 'tertulia',
    MAIL_EVENTS_QUEUE_URL: await sqs.createQueue('mail-events'),
    JOBS_DRIVER: 'sqs',
    JOBS_SECRET: 'a secret of at least 32 characters!',
    JOBS_WORDS_QUEUE_URL: await sqs.createQueue('words'),
    JOBS_SENTIMENT_QUEUE_URL: await sqs.createQueue('sentiment'),
    SPEECH_DRIVER: 'off',
    DRAIN_MS: '300',
    EMF_NAMESPACE: 'Tertulia/test',
  };
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([s3.stop(), ses.stop(), sqs.stop(), redis.stop()]);
  await database.drop();
});

describeWithRedis('the schema by itself', () => {
  it('is brought up to date once, however often it is asked for, and the program ends', async () => {
    const empty = new URL(environment['DATABASE_URL'] ?? '');
    const name = `${empty.pathname.slice(1)}_empty`;
    await database.query(`CREATE DATABASE ${name}`);
    empty.pathname = `/${name}`;
    try {
      const env = { ...environment, DATABASE_URL: empty.href };
      const both = [run('migrate', env), run('migrate', env)];
      for (const one of both) expect([await one.ended, one.output()]).toEqual([0, 'The schema is up to date.\n']);
      const again = run('migrate', env);
      expect([await again.ended, again.output()]).toEqual([0, 'The schema is up to date.\n']);
    } finally {
      await database.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('stays as it is without an address or with another password, and the sentence holds no secret', async () => {
    const { DATABASE_URL: _url, ...without } = environment;
    const homeless = run('migrate', without);
    expect(await homeless.ended).toBe(1);
    expect(homeless.output()).toMatch(/^The schema could not be brought up to date: DATABASE_URL must .*\n$/);
    const wrong = run('migrate', { ...environment, PGPASSWORD: 'not-the-password' });
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toContain('could not be brought up to date');
    expect(wrong.output()).not.toContain('not-the-password');
  });
});

describeWithRedis('the production entry', () => {
  it('starts without writing a file, is healthy, gives its figures, drains and ends with 0', async () => {
    const server = run('main', environment);
    const url = await waitFor('the server', () => /ready at (http:\S+)/.exec(server.output())?.[1]);
    const ready = await request(url, 'GET', '/api/health/ready');
    expect([ready.status, ready.headers.get('strict-transport-security')]).toEqual([
      200,
      'max-age=63072000; includeSubDomains',
    ]);
    const ana = await enter(url, 'Ana');
    const socket = await connect(ana);
    const figures = await waitFor('a line of figures', () =>
      server
        .output()
        .split('\n')
        .find((line) => line.includes('"SocketConnections":')),
    );
    expect(JSON.parse(figures)).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Tertulia/test', Dimensions: [[]] }] },
      SocketConnections: expect.any(Number),
      SocketsEnded: 0,
      MailOverdueSeconds: 0,
    });
    server.child.kill('SIGTERM');
    await waitFor('word of the drain', () => socket.all('server:draining').length === 1);
    expect(await server.ended).toBe(0);
    expect(server.output()).not.toMatch(/ERR_ACCESS_DENIED|EROFS|"level":(50|60)/);
    expect(server.output()).not.toContain(environment['PGPASSWORD']);
    socket.socket.close();
  });

  it('would be caught if it wrote one: the disk store does, and is refused', async () => {
    const server = run('main', { ...environment, OBJECT_STORE: 'disk', DATA_DIR: '/nowhere/of/ours' });
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain('could not start');
  });
});
