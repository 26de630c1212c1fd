import { describe, expect, it } from '@jest/globals';
import type { TextJob } from '@tertulia/contract';
import type { ClaimedJob } from './jobs.repository.js';
import { Gate } from './gate.js';
import { failedOf, toQueueEvent } from './queue-event.js';
import { toBatches } from './sqs-job-queue.js';
import { ownUrl, workerEnvironment } from './worker-settings.js';

const buildJob = (overrides: Partial<ClaimedJob> = {}): ClaimedJob => ({
  id: 'job-1',
  body: { topic: 'message.words' },
  receives: 2,
  created_at: new Date('2026-11-21T12:00:00Z'),
  ...overrides,
});

const buildText = (text: string): TextJob => ({
  topic: 'message.words',
  messageId: 'm',
  roomId: 'r',
  textVersion: 1,
  text,
});

describe('jobs as an event of SQS', () => {
  it('have every field that Lambda gives', () => {
    expect(toQueueEvent('message.words', [buildJob()])).toEqual({
      Records: [
        {
          messageId: 'job-1',
          receiptHandle: 'job-1.2',
          body: '{"topic":"message.words"}',
          attributes: {
            ApproximateReceiveCount: '2',
            SentTimestamp: '1795262400000',
            SenderId: 'tertulia',
            ApproximateFirstReceiveTimestamp: '1795262400000',
          },
          messageAttributes: {},
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:embedded:000000000000:message.words',
          awsRegion: 'embedded',
        },
      ],
    });
  });

  it('are done unless the answer names them, and all failed when it cannot be understood', () => {
    const jobs = [buildJob(), buildJob({ id: 'job-2' })];
    const failures = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
    expect([...failedOf(jobs, undefined)]).toEqual([]);
    expect([...failedOf(jobs, failures())]).toEqual([]);
    expect([...failedOf(jobs, failures('job-2'))]).toEqual(['job-2']);
    for (const nonsense of [failures('job-3'), failures(''), {}, 'done', { batchItemFailures: [{}] }])
      expect([...failedOf(jobs, nonsense)]).toEqual(['job-1', 'job-2']);
  });
});

describe('requests to SQS', () => {
  it('hold ten jobs and 240 KiB at most, in order', () => {
    const small = toBatches(Array.from({ length: 23 }, (_, index) => buildText(String(index))));
    expect(small.map((batch) => batch.length)).toEqual([10, 10, 3]);
    const large = toBatches(Array.from({ length: 12 }, () => buildText('\u0001'.repeat(8_000))));
    expect(large.flat()).toHaveLength(12);
    for (const batch of [...small, ...large]) {
      const bytes = batch.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
      expect(bytes).toBeLessThanOrEqual(240 * 1024);
      expect(new Set(batch.map(({ Id }) => Id)).size).toBe(batch.length);
    }
    expect(toBatches([])).toEqual([]);
  });

  it('hold no character that SQS refuses, and still say the same', () => {
    const text = 'a\u0001\t\uFFFE\uFFFF\u{10FFFF}é';
    const [[entry] = []] = toBatches([buildText(text)]);
    expect(entry?.MessageBody).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
    expect(JSON.parse(entry?.MessageBody ?? '')).toEqual(buildText(text));
  });
});

describe('the environment of the embedded worker', () => {
  const env = { DATA_DIR: '/data', LOG_LEVEL: 'info', OBJECT_STORE: 'disk', S3_BUCKET: undefined } as const;
  const source = {
    PATH: '/bin',
    DATABASE_URL: 'postgres://secret',
    SMTP_URL: 'smtp://secret',
    NODE_OPTIONS: '--inspect',
    AWS_SECRET_ACCESS_KEY: 'secret',
    SPEECH_VOICE: 'none',
  };
  const results = { url: 'http://127.0.0.1:3000', secret: 'shared' };

  it('has what its handlers need and nothing of the database', () => {
    expect(workerEnvironment(env, source, results)).toEqual({
      PATH: '/bin',
      DATA_DIR: '/data',
      LOG_LEVEL: 'info',
      OBJECT_STORE: 'disk',
      SPEECH_VOICE: 'none',
      RESULTS_URL: 'http://127.0.0.1:3000',
      JOBS_SECRET: 'shared',
    });
  });

  it('has the account of AWS when something there is used', () => {
    const withAccount = { AWS_SECRET_ACCESS_KEY: 'secret' };
    expect(workerEnvironment({ ...env, OBJECT_STORE: 's3', S3_BUCKET: 'b' }, source, results)).toMatchObject(
      withAccount,
    );
    expect(workerEnvironment(env, { ...source, SENTIMENT_ANALYSER: 'comprehend' }, results)).toMatchObject(withAccount);
  });

  it('knows the way back to the server, whatever that listens on', () => {
    const at = (address: string, family = 'IPv4') => ownUrl({ address, family, port: 3000 });
    expect(at('0.0.0.0')).toBe('http://127.0.0.1:3000');
    expect(at('::', 'IPv6')).toBe('http://127.0.0.1:3000');
    expect(at('::1', 'IPv6')).toBe('http://[::1]:3000');
    expect(at('10.0.0.5')).toBe('http://10.0.0.5:3000');
  });
});

describe('the gate', () => {
  it('lets many through together and one alone, in the order in which they came', async () => {
    const gate = new Gate();
    const steps: string[] = [];
    const ends = new Map<string, () => void>();
    const work = (name: string) => () => {
      steps.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    };
    const all = [
      gate.together(work('a')),
      gate.together(work('b')),
      gate.alone(work('c')),
      gate.together(work('d')),
      gate.together(work('e')),
    ];
    const end = async (name: string): Promise<void> => {
      ends.get(name)?.();
      await new Promise(setImmediate);
    };
    await new Promise(setImmediate);
    expect(steps).toEqual(['a', 'b']);
    await end('a');
    expect(steps).toEqual(['a', 'b']);
    await end('b');
    expect(steps).toEqual(['a', 'b', 'c']);
    await end('c');
    expect(steps).toEqual(['a', 'b', 'c', 'd', 'e']);
    await Promise.all([end('d'), end('e'), ...all]);
  });

  it('goes on after a failure', async () => {
    const gate = new Gate();
    await expect(gate.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.together(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});
