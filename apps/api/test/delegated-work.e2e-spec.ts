import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Attachment, CreatedUpload, HeldMessages, Message, Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { jobsOf, read, send } from './work-stage.js';

let database: TestDatabase;
let folder: string;
let server: TestServer;
let ana: HttpClient;
let room: Room;

/** As people run it, with the handlers that are Lambdas elsewhere. */
beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'tertulia-work-'));
  server = await startServer({
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    LIMITS: 'off',
    MAIL_DRIVER: 'off',
    JOBS_DRIVER: 'embedded',
  });
  ana = await enter(server.url, 'Ana');
  room = (await ana.post<Room>('/api/rooms', { name: 'Work' })).body;
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('the product with its own worker', () => {
  it('tags what is said in three languages, and leaves what is harmless as it is', async () => {
    const rude = await Promise.all(
      ['vete a la mierda', 'que merda é essa', 'this is sh1t'].map((text) => send(ana, room.id, text)),
    );
    const kind = await send(ana, room.id, 'what a wonderful day, I love it');
    const plain = await send(ana, room.id, 'the meeting is at ten');
    for (const message of rude) {
      await waitFor(
        'the tag of a word',
        async () => {
          const { tags } = await read(ana, message);
          return tags.some((tag) => tag.kind === 'prohibited');
        },
        60_000,
      );
    }
    await waitFor('the tag of a mood', async () => {
      const { tags } = await read(ana, kind);
      return tags.some((tag) => tag.kind === 'sentiment' && tag.label === 'positive');
    });
    await waitFor('an empty queue', async () => (await jobsOf(database)).length === 0);
    expect(await read(ana, plain)).toMatchObject({ version: plain.version, tags: [] });
  });

  it('a held message that was tagged meanwhile is released as it was read', async () => {
    const { body: hall } = await ana.post<Room>('/api/rooms', { name: 'Hall' });
    await ana.patch(`/api/rooms/${hall.id}`, { wordRule: 'hold' });
    const rui = await enter(server.url, 'Rui');
    const held = await send(rui, hall.id, 'vete a la mierda');
    expect(held.heldAt).toEqual(expect.any(String));
    const waiting = async () => (await ana.get<HeldMessages>(`/api/rooms/${hall.id}/held`)).body.items[0];
    await waitFor('its tag', async () => ((await waiting())?.version ?? 0) > held.version, 60_000);
    const path = `/api/rooms/${hall.id}/messages/${held.id}/release`;
    expect((await ana.post(path, { version: held.version })).status).toBe(200);
    expect(await waiting()).toBeUndefined();
  });

  it('takes a picture from its form into a message, without anybody asking twice', async () => {
    const bytes = await readFile(new URL('../../../libs/testing/fixtures/photo-with-gps.jpg', import.meta.url));
    const announced = { fileName: 'photo.jpg', contentType: 'image/jpeg', bytes: bytes.length, alt: 'A sign' };
    const { body: created } = await ana.post<CreatedUpload>('/api/uploads', announced);
    const socket = await connect(ana);
    const form = new FormData();
    for (const [name, value] of Object.entries(created.upload.fields)) form.append(name, value);
    form.append('file', new Blob([bytes], { type: 'image/jpeg' }));
    const answer = await fetch(new URL(created.upload.url, server.url), { method: 'POST', body: form });
    expect(answer.status).toBe(204);
    const update = await waitFor('the end of the upload', () => socket.all('upload:updated')[0], 60_000);
    expect(update.attachment).toMatchObject({ id: created.id, status: 'ready', alt: 'A sign' });
    const { body: attachment } = await ana.get<Attachment>(`/api/uploads/${created.id}`);
    const picture = await fetch(new URL(attachment.url ?? '', server.url));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, attachment.contentType]);
    const sent = await ana.post<Message>(`/api/rooms/${room.id}/messages`, {
      attachmentIds: [created.id],
      clientMessageId: created.id,
    });
    expect(sent.status).toBe(201);
    await waitFor('an empty queue', async () => (await jobsOf(database)).length === 0);
    socket.close();
  });
});
