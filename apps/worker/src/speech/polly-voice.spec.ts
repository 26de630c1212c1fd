import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import {
  createServer,
  type Http2Server,
  type Http2ServerRequest as IncomingMessage,
  type Http2ServerResponse as ServerResponse,
} from 'node:http2';
import { PollyVoice } from './polly-voice.js';
import { VoiceUnavailableError } from './voice.js';

interface Asked {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: unknown;
}

let server: Http2Server;
let voice: PollyVoice;
let asked: Asked[] = [];
let answer: (response: ServerResponse) => void;
const environment = { ...process.env };

/** Polly's REST protocol over HTTP/2, as its SDK speaks it: `POST /v1/speech` with JSON, sound as the answer's body, errors by `x-amzn-errortype`. */
beforeAll(async () => {
  server = createServer((request, response) => void readBody(request).then((body) => handle(request, response, body)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_POLLY: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'a-key',
    AWS_SECRET_ACCESS_KEY: 'a-secret',
  });
  voice = new PollyVoice('us-east-1');
});

afterEach(() => {
  asked = [];
});

afterAll(async () => {
  voice.close();
  server.close();
  for (const name of ['AWS_ENDPOINT_URL_POLLY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    if (environment[name] === undefined) delete process.env[name];
});

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function handle(request: IncomingMessage, response: ServerResponse, body: string): void {
  const { method, url, headers } = request;
  asked.push({ method, url, authorization: headers.authorization, body: JSON.parse(body) });
  answer(response);
}

const fail = (status: number, type: string) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json' })
    .end(JSON.stringify({ message: 'refused' }));
const speak = (signal = new AbortController().signal) => voice.speak('Hola <amigos> & amigas.', 'es', signal);

describe('the voice of Amazon Polly', () => {
  it('asks for plain text, neural, as MP3, in the voice of the language', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(Buffer.from('ID3 sound'));
    expect(Buffer.from(await speak()).toString()).toBe('ID3 sound');
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/v1/speech',
        authorization: expect.stringContaining('/us-east-1/polly/aws4_request'),
        body: {
          Engine: 'neural',
          LanguageCode: 'es-MX',
          OutputFormat: 'mp3',
          SampleRate: '24000',
          Text: 'Hola <amigos> & amigas.',
          TextType: 'text',
          VoiceId: 'Mia',
        },
      },
    ]);
    expect([voice.nameIn('es'), voice.nameIn('pt'), voice.nameIn('en')]).toEqual([
      'polly Mia',
      'polly Camila',
      'polly Joanna',
    ]);
  });

  it('tells what may work later from what stays wrong, and never repeats by itself', async () => {
    for (const [status, type, isLater] of [
      [400, 'ThrottlingException', true],
      [500, 'ServiceFailureException', true],
      [403, 'AccessDeniedException', true],
      [400, 'TextLengthExceededException', false],
    ] as const) {
      asked = [];
      answer = fail(status, type);
      const error = await speak().catch((reason: unknown) => reason);
      expect({ type, isLater: error instanceof VoiceUnavailableError }).toEqual({ type, isLater });
      expect(asked).toHaveLength(1);
    }
  });

  it('is away when nobody answers in time, and when there is no sound', async () => {
    const end = new AbortController();
    answer = () => end.abort();
    await expect(speak(end.signal)).rejects.toThrow(VoiceUnavailableError);
    answer = (response) => response.writeHead(200, { 'content-type': 'audio/mpeg' }).end();
    await expect(speak()).rejects.toThrow(VoiceUnavailableError);
  });

  it('takes only so much sound', async () => {
    answer = (response) =>
      response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(Buffer.alloc(25 * 1024 * 1024));
    await expect(speak()).rejects.toThrow(VoiceUnavailableError);
  });
});
