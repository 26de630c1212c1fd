import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { problemSchema, spokenSchema } from '@tertulia/contract';
import { pino } from 'pino';
import { makeSpeakHandler } from '../handlers/speak.js';
import { sign } from '../results/signature.js';
import { type HttpAdapter, startHttpAdapter } from './http-adapter.js';
import { speechHttpSettings } from './http-settings.js';

const SECRET = 'known to the API and to the function';
const FRIEND = 'https://chat.example.com';

let adapter: HttpAdapter;
let said: string[];
let clock: number;

beforeEach(async () => {
  said = [];
  clock = 0;
  const stored = new Set<string>();
  const settings = speechHttpSettings([FRIEND]);
  const handler = makeSpeakHandler({
    store: {
      head: async (key) => (stored.has(key) ? { bytes: 4, contentType: 'audio/wav' } : null),
      write: async (key) => void stored.add(key),
    },
    voice: {
      contentType: 'audio/wav',
      nameIn: () => 'test',
      speak: async (text) => {
        said.push(text);
        return Buffer.from('RIFF');
      },
    },
    secret: SECRET,
    settings,
    log: pino({ level: 'silent' }),
  });
  adapter = await startHttpAdapter({ handler, settings, port: 0, now: () => clock });
});

afterEach(() => adapter.close());

const post = (text: string, headers: Record<string, string> = {}) => {
  const body = JSON.stringify({ text });
  const signature = sign(SECRET, body, new Date());
  return fetch(adapter.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tertulia-signature': signature, ...headers },
    body,
  });
};
const allowed = (answer: Response) => answer.headers.get('access-control-allow-origin');

describe('N48: the route that speaks, over HTTP', () => {
  it('speaks what is signed, with and without an allowed origin', async () => {
    const [alone, page] = [await post('Hola.'), await post('Hola.', { origin: FRIEND })];
    expect([alone.status, page.status]).toEqual([200, 200]);
    expect([allowed(alone), allowed(page)]).toEqual([null, FRIEND]);
    expect(spokenSchema.parse(await alone.json())).toEqual(spokenSchema.parse(await page.json()));
    expect(said).toEqual(['Hola.']);
  });

  it('answers 401 without a signature and 403 to a foreign origin', async () => {
    const unsigned = await post('Hola.', { 'x-tertulia-signature': 'none' });
    const foreign = await post('Hola.', { origin: 'https://evil.test' });
    expect([unsigned.status, foreign.status]).toEqual([401, 403]);
    expect(problemSchema.parse(await foreign.json()).code).toBe('forbidden');
    expect(allowed(foreign)).toBeNull();
    expect(said).toEqual([]);
  });

  it('answers 400 to 3,001 characters', async () => {
    expect((await post('a'.repeat(3_001))).status).toBe(400);
    expect((await post('a '.repeat(1_500))).status).toBe(200);
  });

  it('answers 429 within 100 calls in a minute, readable for the page, and goes on afterwards', async () => {
    const statuses: number[] = [];
    let refused: Response | undefined;
    for (let call = 0; call < 100; call += 1) {
      clock = (call / 100) * 60_000;
      const answer = await post('Hola.', { origin: FRIEND });
      statuses.push(answer.status);
      if (answer.status === 429) refused = answer;
    }
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(refused && allowed(refused)).toBe(FRIEND);
    expect(refused?.headers.get('retry-after')).toBe('1');
    clock += 60_000;
    expect((await post('Hola.')).status).toBe(200);
  });
});

describe('the adapter', () => {
  it('answers preflights itself: to an allowed page with what it may send, to another with nothing', async () => {
    const preflight = (origin: string) =>
      fetch(adapter.url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-tertulia-signature',
        },
      });
    const [friend, stranger] = [await preflight(FRIEND), await preflight('https://evil.test')];
    expect(friend.status).toBe(204);
    expect(Object.fromEntries(friend.headers)).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-tertulia-signature',
      'access-control-max-age': '600',
      vary: 'origin',
    });
    expect([...stranger.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('knows one address, bounds bodies, and hides what went wrong', async () => {
    expect((await fetch(new URL('/other', adapter.url), { method: 'POST' })).status).toBe(404);
    expect((await fetch(adapter.url, { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413);
    const broken = await startHttpAdapter({
      handler: () => Promise.reject(new Error('a secret')),
      settings: speechHttpSettings([FRIEND]),
      port: 0,
    });
    const answer = await fetch(broken.url, { method: 'POST', headers: { origin: FRIEND } });
    expect([answer.status, allowed(answer)]).toEqual([500, FRIEND]);
    expect(await answer.text()).not.toContain('secret');
    await broken.close();
  });
});
