import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Message, messageSchema, type Room, roomSchema, speechSchema } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { makeSpeakHandler } from '../../worker/src/handlers/speak.js';
import { type HttpAdapter, startHttpAdapter } from '../../worker/src/speech/http-adapter.js';
import { speechHttpSettings } from '../../worker/src/speech/http-settings.js';
import { VoiceUnavailableError } from '../../worker/src/speech/voice.js';

const SECRET = 'known to the API and to the function';
const FRIEND = 'https://chat.example.com';

let database: TestDatabase;
let adapter: HttpAdapter;
let server: TestServer;
let ana: HttpClient;
let rui: HttpClient;
let room: Room;
/** What the voice said, and whether it is there. */
let said: string[] = [];
let isAway = false;
const stored = new Set<string>();

const start = (environment: Record<string, string> = {}) =>
  startServer({
    DATABASE_URL: database.url,
    LIMITS: 'off',
    ALLOWED_ORIGINS: FRIEND,
    SPEECH_DRIVER: 'http',
    SPEECH_URL: adapter.url,
    JOBS_SECRET: SECRET,
    ...environment,
  });

beforeAll(async () => {
  database = await createDatabase();
  const settings = { ...speechHttpSettings([]), throttle: { burst: 1_000, perSecond: 1_000 } };
  const handler = makeSpeakHandler({
    store: {
      head: async (key) => (stored.has(key) ? { bytes: 4, contentType: 'audio/wav' } : null),
      write: async (key) => void stored.add(key),
    },
    voice: {
      contentType: 'audio/wav',
      nameIn: (language) => `test ${language}`,
      speak: async (text) => {
        if (isAway) throw new VoiceUnavailableError('away');
        said.push(text);
        return Buffer.from('RIFF');
      },
    },
    secret: SECRET,
    settings,
    log: pino({ level: 'silent' }),
  });
  adapter = await startHttpAdapter({ handler, settings, port: 0 });
  server = await start();
  ana = await enter(server.url, 'Ana');
  rui = await enter(server.url, 'Rui');
  room = roomSchema.parse((await ana.post('/api/rooms', { name: 'Speech', visibility: 'private' })).body);
  await ana.post(`/api/rooms/${room.id}/members`, { handle: rui.user.handle });
});

beforeEach(() => {
  said = [];
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await adapter.close();
  await database.drop();
});

const say = async (text: string): Promise<Message> =>
  messageSchema.parse((await ana.post(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() })).body);
const path = (message: Pick<Message, 'id'>) => `/api/rooms/${room.id}/messages/${message.id}/speech`;
const listen = (client: HttpClient, message: Pick<Message, 'id'>) => client.post(path(message), {});

describe('listening to a message', () => {
  it('gives the address of its sound, spoken with its author and people by their names', async () => {
    const message = await say(`**Hola** @${rui.user.handle}, mira https://example.com/plan`);
    const answer = await listen(rui, message);
    expect(answer.status).toBe(200);
    const speech = speechSchema.parse(answer.body);
    expect(speech).toMatchObject({ contentType: 'audio/wav', voice: 'test es' });
    expect(speech.url).toMatch(/^\/speech\/[0-9a-f]{64}\.wav$/);
    expect(stored.has(speech.url.slice(1))).toBe(true);
    expect(said).toEqual(['Ana: Hola Rui, mira example.com']);
  });

  it('has the same words spoken once, for everybody and however many ask at once', async () => {
    const message = await say('La misma frase para todos.');
    const together = await Promise.all([ana, rui, ana, rui].map((client) => listen(client, message)));
    const again = await say('La misma frase para todos.');
    const later = await listen(rui, again);
    expect(new Set([...together, later].map(({ body }) => speechSchema.parse(body).url)).size).toBe(1);
    expect(said).toHaveLength(1);
  });

  it('speaks what an edit made of it', async () => {
    const message = await say('Antes de cambiar.');
    const before = await listen(ana, message);
    await ana.patch(`/api/rooms/${room.id}/messages/${message.id}`, { text: 'Después de cambiar.' });
    expect((await listen(ana, message)).body).not.toEqual(before.body);
    expect(said).toEqual(['Ana: Antes de cambiar.', 'Ana: Después de cambiar.']);
  });
});

describe('what cannot be heard', () => {
  it('is what cannot be read: other rooms, no session, messages of elsewhere, a foreign page', async () => {
    const message = await say('Solo para nosotros.');
    const stranger = await enter(server.url, 'Eva');
    const general = (await ana.get<Room>('/api/rooms/general')).body;
    const origin = { origin: 'https://evil.test', authorization: `Bearer ${rui.token}` };
    const answers = [
      await listen(stranger, message),
      await ana.post(`/api/rooms/${general.id}/messages/${message.id}/speech`, {}),
      await listen(ana, { id: room.id }),
      await ana.post(`/api/rooms/${room.id}/messages/nonsense/speech`, {}),
      await request(server.url, 'POST', path(message)),
      await request(server.url, 'POST', path(message), undefined, origin),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 400, 401, 403]);
    expect(answers[5]?.headers.get('access-control-allow-origin')).toBeNull();
    expect(said).toEqual([]);
  });

  it('is what was deleted, what waits for the owner, and what has no words', async () => {
    const [deleted, held, emoji] = [await say('Ya no.'), await say('Espera.'), await say('🎉')];
    await ana.delete(`/api/rooms/${room.id}/messages/${deleted.id}`);
    await database.query('UPDATE message SET held_at = now() WHERE id = $1', [held.id]);
    const answers = [
      await listen(rui, deleted),
      await listen(rui, held),
      await listen(ana, held),
      await listen(rui, emoji),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 409, 409]);
    expect(said).toEqual([]);
  });
});

describe('the embedded worker', () => {
  it('speaks with a voice of this machine, and keeps the sound', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tertulia-speech-'));
    const node = await start({ SPEECH_DRIVER: 'embedded', SPEECH_URL: '', JOBS_SECRET: '', DATA_DIR: folder });
    const message = await say('Una frase para el trabajador.');
    const ask = () => request(node.url, 'POST', path(message), {}, { authorization: `Bearer ${rui.token}` });
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.status]).toEqual([200, 200]);
    const { url, contentType } = speechSchema.parse(first.body);
    expect(second.body).toEqual(first.body);
    expect(contentType).toBe('audio/wav');
    const sound = await readFile(join(folder, 'objects', 'data', url));
    expect(sound.toString('latin1', 0, 4)).toBe('RIFF');
    expect(sound.length).toBeGreaterThan(10_000);
    const served = await fetch(node.url + url, { headers: { range: 'bytes=0-3' } });
    expect([served.status, served.headers.get('content-type'), await served.text()]).toEqual([
      206,
      'audio/wav',
      'RIFF',
    ]);
    expect(node.errors()).toEqual([]);
    expect(node.log().match(/"isNew":(?:true|false)/g)).toEqual(['"isNew":true', '"isNew":false']);
    expect(node.log()).not.toContain('trabajador');
    await node.stop();
    await rm(folder, { recursive: true });
  });

  it('leaves it to the browser where there is no worker or no voice', async () => {
    const message = await say('Sin voz.');
    for (const environment of [{ JOBS_WORKER: 'off' }, { SPEECH_VOICE: 'none' }]) {
      const node = await start({ SPEECH_DRIVER: 'embedded', ...environment });
      const answer = await request(node.url, 'POST', path(message), {}, { authorization: `Bearer ${rui.token}` });
      await node.stop();
      expect({ environment, status: answer.status }).toEqual({ environment, status: 503 });
    }
  });
});

describe('when nobody speaks', () => {
  it('says that the browser may, and when to ask again', async () => {
    const message = await say('Una frase nueva.');
    isAway = true;
    const away = await listen(rui, message);
    isAway = false;
    const off = await start({ SPEECH_DRIVER: 'off' });
    const silent = await request(off.url, 'POST', path(message), {}, { authorization: `Bearer ${rui.token}` });
    await off.stop();
    for (const answer of [away, silent]) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(problemOf(answer)).toMatchObject({ code: 'unavailable', detail: expect.stringContaining('browser') });
    }
    expect((await listen(rui, message)).status).toBe(200);
  });

  it('does not start without the address of the function or the secret', async () => {
    await expect(start({ SPEECH_URL: '' })).rejects.toThrow(/SPEECH_URL and JOBS_SECRET/);
    await expect(start({ JOBS_SECRET: '' })).rejects.toThrow(/SPEECH_URL and JOBS_SECRET/);
  });
});

describe('a node with limits and a place for media', () => {
  it('lets one person listen only so often, and names where sound is read, in the policy of the page too', async () => {
    const media = 'https://media.example.com';
    const node = await start({ LIMITS: 'on', LIMIT_SPEECH_PER_MINUTE: '2', MEDIA_URL: media });
    const message = await say('Varias veces.');
    const answers = [];
    for (let call = 0; call < 3; call += 1)
      answers.push(await request(node.url, 'POST', path(message), {}, { authorization: `Bearer ${rui.token}` }));
    const page = await request(node.url, 'GET', '/');
    await node.stop();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(speechSchema.parse(answers[0]?.body).url).toMatch(/^https:\/\/media\.example\.com\/speech\//);
    expect(page.headers.get('content-security-policy')).toContain(`media-src 'self' ${media};`);
  });
});
