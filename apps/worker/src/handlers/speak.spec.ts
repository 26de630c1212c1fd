import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Problem, problemSchema, spokenSchema } from '@tertulia/contract';
import { ObjectStoreUnavailableError } from '@tertulia/storage';
import { pino } from 'pino';
import { sign } from '../results/signature.js';
import type { HttpAnswer } from '../speech/http-event.js';
import { speechHttpSettings } from '../speech/http-settings.js';
import { type Voice, VoiceUnavailableError } from '../speech/voice.js';
import { recordedEvent } from './speak.fixtures.js';
import { makeSpeakHandler, type SpeakParts } from './speak.js';

const SECRET = 'known to the API and to the function';
const FRIEND = 'https://chat.example.com';
const now = new Date('2026-11-21T12:00:00Z');

let stored: Map<string, { sound: Uint8Array; contentType: string }>;
let said: string[];
let lines: string;
let voice: Voice;
let parts: SpeakParts;

beforeEach(() => {
  stored = new Map();
  said = [];
  lines = '';
  voice = {
    contentType: 'audio/wav',
    nameIn: (language) => `test ${language}`,
    speak: async (text, language) => {
      said.push(`${language}: ${text}`);
      return Buffer.from('RIFF');
    },
  };
  parts = {
    store: {
      head: async (key) => {
        const found = stored.get(key);
        return found ? { bytes: found.sound.length, contentType: found.contentType } : null;
      },
      write: async (key, sound, { contentType }) => void stored.set(key, { sound, contentType }),
    },
    get voice() {
      return voice;
    },
    secret: SECRET,
    settings: speechHttpSettings([FRIEND]),
    log: pino({}, { write: (line: string) => (lines += line) }),
    now: () => now,
  };
});

afterEach(() => {
  expect(lines).not.toMatch(/Hola|amigos/);
});

/** The recorded event with another body, signed unless a header says otherwise. */
const event = (body: unknown, headers: Record<string, string> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = { 'x-tertulia-signature': sign(SECRET, text, now) };
  return { ...recordedEvent, headers: { ...recordedEvent.headers, ...signature, ...headers }, body: text };
};
const ask = (asked: unknown) => makeSpeakHandler(parts)(asked);
const problemIn = ({ body }: HttpAnswer): Problem => problemSchema.parse(JSON.parse(body));

describe('speaking a text', () => {
  it('answers the recorded event of API Gateway with the name of the sound, which it has stored', async () => {
    const signature = sign(SECRET, recordedEvent.body, now);
    const answer = await ask({
      ...recordedEvent,
      headers: { ...recordedEvent.headers, 'x-tertulia-signature': signature },
    });
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    const spoken = spokenSchema.parse(JSON.parse(answer.body));
    expect(spoken).toMatchObject({ contentType: 'audio/wav', voice: 'test es' });
    expect(stored.get(spoken.key)).toMatchObject({ contentType: 'audio/wav' });
    expect(said).toEqual(['es: Hola a todos.']);
  });

  it('takes the same body as base64', async () => {
    const signed = event({ text: 'Hola, amigos.' });
    const body = Buffer.from(signed.body).toString('base64');
    expect((await ask({ ...signed, body, isBase64Encoded: true })).statusCode).toBe(200);
  });

  it('speaks the same words once, however often and in however many forms they are asked for', async () => {
    const handler = makeSpeakHandler(parts);
    const together = await Promise.all([1, 2, 3].map(() => handler(event({ text: 'Hola, amigos.' }))));
    const later = await ask(event({ text: '**Hola**,   amigos.' }));
    expect(new Set([...together, later].map(({ body }) => body)).size).toBe(1);
    expect(said).toEqual(['es: Hola, amigos.']);
  });

  it('keeps other words, and the same words of another voice, apart', async () => {
    const keys = [await ask(event({ text: 'Hola, amigos.' })), await ask(event({ text: 'Hola, amigas.' }))];
    voice = { ...voice, nameIn: () => 'another' };
    keys.push(await ask(event({ text: 'Hola, amigos.' })));
    expect(new Set(keys.map(({ body }) => body)).size).toBe(3);
    expect(said).toHaveLength(3);
  });

  it('speaks in the language of the text', async () => {
    await ask(event({ text: 'Não sei onde você está, mas obrigado.' }));
    await ask(event({ text: 'I do not know where you are, but thanks.' }));
    expect(said.map((one) => one.slice(0, 2))).toEqual(['pt', 'en']);
  });
});

describe('who may have a text spoken', () => {
  it('N48: refuses what is not signed, signed by somebody else, for another body or long ago', async () => {
    const other = sign('a secret of somebody else, who knows', '{"text":"Hola"}', now);
    const old = sign(SECRET, '{"text":"Hola"}', new Date(now.getTime() - 301_000));
    for (const header of ['', 'v1=0', other, old, sign(SECRET, '{"text":"Adios"}', now)]) {
      const answer = await ask(event('{"text":"Hola"}', { 'x-tertulia-signature': header }));
      expect(answer.statusCode).toBe(401);
      expect(problemIn(answer).code).toBe('unauthenticated');
    }
    expect(said).toEqual([]);
  });

  it('N48: refuses pages of other origins, and lets none of them read the refusal', async () => {
    for (const origin of ['https://evil.test', 'null', `${FRIEND}.evil.test`, 'http://chat.example.com']) {
      const answer = await ask(event({ text: 'Hola' }, { origin }));
      expect(answer.statusCode).toBe(403);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect(said).toEqual([]);
  });

  it('N48: lets a page of an allowed origin read every answer, refusals too', async () => {
    const answers = [
      await ask(event({ text: 'Hola' }, { origin: FRIEND })),
      await ask(event({ text: '' }, { origin: FRIEND })),
      await ask(event({ text: 'Hola' }, { origin: FRIEND, 'x-tertulia-signature': '' })),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 400, 401]);
    for (const { headers } of answers)
      expect(headers).toMatchObject({ 'access-control-allow-origin': FRIEND, vary: 'origin' });
  });

  it('answers a preflight with what may be sent', async () => {
    const http = { ...recordedEvent.requestContext.http, method: 'OPTIONS' };
    const requestContext = { ...recordedEvent.requestContext, http };
    const preflight = await ask({ ...event(''), headers: { origin: FRIEND }, requestContext });
    expect(preflight).toMatchObject({
      statusCode: 204,
      headers: {
        'access-control-allow-origin': FRIEND,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type, x-tertulia-signature',
      },
    });
    const foreign = await ask({ ...event(''), headers: { origin: 'https://evil.test' }, requestContext });
    expect(foreign.statusCode).toBe(403);
    expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('what is no text to speak', () => {
  it('N48: refuses 3,001 characters and takes 3,000', async () => {
    const answers = [
      await ask(event({ text: 'a '.repeat(1_500) })),
      await ask(event({ text: `${'a '.repeat(1_500)}a` })),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 400]);
  });

  it('refuses other fields, other types, what is no JSON, and what has no words', async () => {
    for (const body of [{}, { text: 5 }, { text: 'a', voice: 'b' }, '{', '', 'null', { text: '🎉 …' }]) {
      const answer = await ask(event(body));
      expect({ body, status: answer.statusCode }).toEqual({ body, status: 400 });
      expect(problemIn(answer)).toMatchObject({
        code: 'invalid_payload',
        requestId: recordedEvent.requestContext.requestId,
      });
    }
    expect((await ask(event({ text: 'Hola' }, { 'content-type': 'text/plain' }))).statusCode).toBe(415);
    expect((await ask({ Records: [] })).statusCode).toBe(400);
    expect(said).toEqual([]);
    expect(stored.size).toBe(0);
  });
});

describe('when something is away', () => {
  it('says when to try again, and keeps nothing', async () => {
    voice = { ...voice, speak: () => Promise.reject(new VoiceUnavailableError('throttled')) };
    const answer = await ask(event({ text: 'Hola' }));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(problemIn(answer)).toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 });
    expect(stored.size).toBe(0);
  });

  it('says so too when the store is away, and does not speak in vain', async () => {
    parts.store.head = () => Promise.reject(new ObjectStoreUnavailableError('away'));
    expect((await ask(event({ text: 'Hola' }))).statusCode).toBe(503);
    expect(said).toEqual([]);
  });

  it('waits no longer for a voice than the function has left', async () => {
    let isStopped = false;
    voice = {
      ...voice,
      speak: (_text, _language, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            isStopped = true;
            reject(signal.reason);
          });
        }),
    };
    const answer = await makeSpeakHandler(parts)(event({ text: 'Hola' }), { getRemainingTimeInMillis: () => 1_010 });
    expect({ status: answer.statusCode, isStopped }).toEqual({ status: 503, isStopped: true });
  });

  it('stores neither nothing nor endless sound', async () => {
    for (const length of [0, 25 * 1024 * 1024]) {
      voice = { ...voice, speak: async () => new Uint8Array(length) };
      expect((await ask(event({ text: 'Hola' }))).statusCode).toBe(503);
    }
    expect(stored.size).toBe(0);
  });

  it('asks the voice again after a failure', async () => {
    const handler = makeSpeakHandler(parts);
    const able = voice;
    voice = { ...voice, speak: () => Promise.reject(new VoiceUnavailableError('away')) };
    expect((await handler(event({ text: 'Hola' }))).statusCode).toBe(503);
    voice = able;
    expect((await handler(event({ text: 'Hola' }))).statusCode).toBe(200);
  });

  it('tells nothing of an error that it does not know', async () => {
    voice = { ...voice, speak: () => Promise.reject(new Error('arn:aws:iam::123456789012')) };
    const answer = await ask(event({ text: 'Hola' }));
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('arn:');
  });
});
