import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { waitFor } from '@tertulia/testing';
import { pino } from 'pino';
import { postJson } from '../alerts/post-json.js';
import type { Target, TargetKind } from '../alerts/targets.js';
import { makeDeploymentHandler } from './deployment.js';
import {
  actionFailed,
  codeDeploySucceeded,
  ecsFailed,
  ecsInProgress,
  pipelineStarted,
  referenceUpdated,
  stageFailed,
} from './deployment.fixtures.js';

interface Taken {
  body: string;
  headers: IncomingHttpHeaders;
}

/** Somebody who reads alerts; answers as it is told to. */
interface Reader {
  target: Target;
  taken: Taken[];
  behave: (how: number | 'hang' | 'endless' | { redirect: string }) => void;
}

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function startReader(kind: TargetKind): Promise<Reader> {
  const taken: Taken[] = [];
  let how: Parameters<Reader['behave']>[0] = 200;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      taken.push({ body, headers: request.headers });
      if (how === 'hang') return;
      if (how === 'endless') {
        const more = () => response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more));
        more();
      } else if (typeof how === 'object') response.writeHead(302, { location: how.redirect }).end();
      else response.writeHead(how).end('ok');
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = new URL(`http://127.0.0.1:${port}/secret-path`);
  return { target: { kind, url }, taken, behave: (next) => (how = next) };
}

async function stage() {
  const lines: string[] = [];
  const [chat, slack, google] = [
    await startReader('tertulia'),
    await startReader('slack'),
    await startReader('google-chat'),
  ];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
  const make = () =>
    makeDeploymentHandler({ targets: [chat, slack, google].map(({ target }) => target), post: postJson, log });
  return { chat, slack, google, make, handle: make(), log: () => lines.join('') };
}

const record = (messageId: string, body: unknown) => ({
  messageId,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1545082649183',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1545082649185',
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:alerts',
  awsRegion: 'us-east-2',
});

describe('a deployment', () => {
  it.each([
    ['pipeline', pipelineStarted, '🔵 Info: Pipeline myPipeline: STARTED'],
    ['stage', stageFailed, '🔴 Critical: Pipeline myPipeline, stage Deploy: FAILED'],
    ['action', actionFailed, '🔴 Critical: Pipeline myPipeline, stage Deploy, action Deploy: FAILED'],
    ['ECS deployment', ecsInProgress, '🔵 Info: Deployment of servicetest: IN_PROGRESS'],
    ['failed ECS deployment', ecsFailed, '🔴 Critical: Deployment of servicetest: FAILED'],
    ['CodeDeploy deployment', codeDeploySucceeded, '🟢 Good: Deployment of myApplication: SUCCESS'],
    ['push', referenceUpdated, '🔵 Info: Repository MyDemoRepo, branch myBranch: referenceUpdated'],
  ])('of the kind %s reaches everybody, each in their own form', async (_kind, event, head) => {
    const { chat, slack, google, handle } = await stage();
    expect(await handle(event)).toEqual({ batchItemFailures: [] });
    for (const { taken } of [chat, slack, google]) expect(taken).toHaveLength(1);
    expect(JSON.parse(chat.taken[0]?.body ?? '')).toMatchObject({
      blocks: [{ type: 'header', text: { text: head } }, {}, {}, {}],
    });
    expect(slack.taken[0]?.body).toBe(chat.taken[0]?.body);
    expect(JSON.parse(google.taken[0]?.body ?? '')).toMatchObject({ cardsV2: [{ card: { header: { title: head } } }] });
    expect(chat.taken[0]?.headers['idempotency-key']).toBe(event.id);
    expect(slack.taken[0]?.headers['idempotency-key']).toBeUndefined();
  });

  it('says why an action failed', async () => {
    const { chat, handle } = await stage();
    await handle(actionFailed);
    expect(chat.taken[0]?.body).toContain('Reason: Deployment EXAMPLE failed');
    expect(chat.taken[0]?.body).toContain('Error: JobFailed');
  });

  it('that one target does not take is told to the others, and to that one alone when it comes again', async () => {
    const { chat, slack, google, handle } = await stage();
    slack.behave(503);
    await expect(handle(stageFailed)).rejects.toThrow('1 of 3 targets');
    expect([chat, slack, google].map(({ taken }) => taken.length)).toEqual([1, 1, 1]);
    slack.behave(200);
    await handle(stageFailed);
    expect([chat, slack, google].map(({ taken }) => taken.length)).toEqual([1, 2, 1]);
    await handle(stageFailed);
    expect([chat, slack, google].map(({ taken }) => taken.length)).toEqual([1, 2, 1]);
  });

  it('is known to our own chat by its id in another process as well', async () => {
    const { chat, make } = await stage();
    await make()(stageFailed);
    chat.behave(409);
    await make()(stageFailed);
    expect(new Set(chat.taken.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([stageFailed.id]));
    expect(chat.taken).toHaveLength(2);
  });

  it('N49: follows no redirect, waits for nobody and reads no endless answer', async () => {
    const { chat, slack, google, handle, log } = await stage();
    const elsewhere = await startReader('slack');
    slack.behave({ redirect: elsewhere.target.url.href });
    google.behave('endless');
    await expect(handle(stageFailed)).rejects.toThrow('1 of 3 targets');
    expect(elsewhere.taken).toEqual([]);
    expect(google.taken).toHaveLength(1);
    chat.behave('hang');
    slack.behave(200);
    await expect(handle(ecsFailed)).rejects.toThrow('targets did not take');
    expect(slack.taken).toHaveLength(2);
    expect(log()).not.toContain('secret-path');
  });
});

describe('deployments from a queue', () => {
  it('are answered one by one: what failed comes again, and nothing stops the others', async () => {
    const { chat, handle, log } = await stage();
    const answer = await handle({
      Records: [
        record('m1', stageFailed),
        record('m2', 'not JSON'),
        record('m3', { ...stageFailed, id: 'x', 'detail-type': 'Something Else' }),
        record('m4', { ...stageFailed, id: 'y', detail: { pipeline: 7 } }),
        record('m5', { hello: 'world' }),
        record('m6', codeDeploySucceeded),
      ],
    });
    expect(answer).toEqual({
      batchItemFailures: ['m2', 'm3', 'm4', 'm5'].map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(chat.taken).toHaveLength(2);
    await waitFor('the lines', () => log().split('"An event was not handled."').length === 5);
    expect(log()).not.toContain('not JSON');
  });

  it('fails as a whole when it came directly and is not understood', async () => {
    const { handle } = await stage();
    for (const event of [undefined, null, {}, { Records: 'x' }, 'text', { ...stageFailed, time: 'soon' }])
      await expect(handle(event)).rejects.toThrow('no event of EventBridge');
  });
});
