import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createdEvent, PENDING_PREFIX } from '@tertulia/storage';
import { fakeAwsAccount } from './fake-sqs.js';
import { S3Bucket } from './s3-bucket.js';
import { type S3Answer, s3Error, S3Refusal } from './s3-answer.js';
import { takePost } from './s3-form.js';
import { answerCall, isUnsigned } from './s3-calls.js';

/** What the fake does instead of answering; `slow` sends a byte now and then, `partial` ends in the middle of a body. */
export type S3Mode = 'ok' | 'error-500' | 'hang' | 'slow' | 'partial';

/** Amazon S3 on loopback with one private bucket: it holds requests and forms to their signatures and policies. */
export interface FakeS3 {
  url: string;
  bucket: string;
  /** What a server needs in its environment to keep its objects here; the address of its pictures is a made-up one. */
  environment: Record<string, string>;
  mode: S3Mode;
  /** Moves the clock of the store, in milliseconds. */
  advance(ms: number): void;
  /** Names of all objects. */
  names(): string[];
  /** Told of each object that comes to be below `pending/`, with the event that S3 sends. */
  onCreated(listener: (event: object) => void): void;
  stop(): Promise<void>;
}

const BUCKET = 'tertulia-test';
const MOST_BYTES = 64 * 1024 * 1024;

/** Starts a fake of S3. Browsers of the origins given may post forms to it. */
export async function startFakeS3(options: { allowedOrigins?: string[] } = {}): Promise<FakeS3> {
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const bucket = new S3Bucket(BUCKET, now);
  const listeners: ((event: object) => void)[] = [];
  bucket.onCreated(({ key, bytes }) => {
    if (!key.startsWith(PENDING_PREFIX)) return;
    for (const listener of listeners) listener(createdEvent({ bucket: BUCKET, key, bytes: bytes.length, at: now() }));
  });
  const server = createServer((request, response) => {
    void handle(bucket, request, response, { mode: () => fake.mode, origins: options.allowedOrigins ?? [] });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const fake: FakeS3 = {
    url,
    bucket: BUCKET,
    environment: {
      ...fakeAwsAccount,
      AWS_ENDPOINT_URL_S3: url,
      OBJECT_STORE: 's3',
      S3_BUCKET: BUCKET,
      MEDIA_URL: 'https://media.example.com',
    },
    mode: 'ok',
    advance: (ms) => void (offsetMs += ms),
    names: () => bucket.names(''),
    onCreated: (listener) => void listeners.push(listener),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}

interface Surroundings {
  mode: () => S3Mode;
  origins: string[];
}

async function handle(
  bucket: S3Bucket,
  request: IncomingMessage,
  response: ServerResponse,
  { mode, origins }: Surroundings,
): Promise<void> {
  request.on('error', () => undefined);
  const chosen = mode();
  if (chosen === 'hang') return;
  const cors = corsHeaders(request, origins);
  let answer: S3Answer;
  try {
    if (chosen === 'error-500') throw new S3Refusal(500, 'InternalError');
    answer = request.method === 'OPTIONS' ? preflight(cors) : await answerRequest(bucket, request);
  } catch (error) {
    answer = s3Error(error);
  }
  const { status, headers = {}, body = '', length = Buffer.byteLength(body) } = answer;
  response.writeHead(status, { ...headers, ...cors, ...(status !== 204 && { 'content-length': length }) });
  if (request.method === 'HEAD' || status === 204) response.end();
  else if (chosen === 'slow') dribble(response, body);
  else if (chosen === 'partial') response.write(body.slice(0, Math.floor(length / 2)), () => response.destroy());
  else response.end(body);
}

async function answerRequest(bucket: S3Bucket, request: IncomingMessage): Promise<S3Answer> {
  const body = await gather(request);
  if (request.method === 'POST' && /^multipart\/form-data/i.test(request.headers['content-type'] ?? ''))
    return takePost(bucket, request, body);
  if (isUnsigned(request)) throw new S3Refusal(403, 'AccessDenied');
  return answerCall(bucket, request, body);
}

async function gather(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new S3Refusal(400, 'EntityTooLarge');
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function corsHeaders(request: IncomingMessage, origins: string[]): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return {};
  return { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'POST', vary: 'Origin' };
}

function preflight(cors: Record<string, string>): S3Answer {
  if (Object.keys(cors).length === 0) throw new S3Refusal(403, 'AccessForbidden');
  return { status: 200, headers: { 'access-control-allow-headers': '*', 'access-control-max-age': '600' } };
}

/** One byte at a time: a connection that is never silent and never done. */
function dribble(response: ServerResponse, body: Buffer | string): void {
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.slice(at, at + 1));
    at += 1;
    if (at >= body.length) response.end();
  }, 50).unref();
  response.on('close', () => clearInterval(timer));
}
