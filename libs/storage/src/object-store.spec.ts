import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeS3, startFakeS3 } from '@tertulia/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DiskObjectStore } from './disk-object-store.js';
import { type ObjectStore, ObjectTooLargeError, PostRefusedError, type SignedPost } from './object-store.js';
import { openObjectStore } from './open-object-store.js';
import { S3ObjectStore } from './s3-object-store.js';

const MINUTE = 60_000;
const HASH = 'a'.repeat(64);

/** A store and what stands around it. */
interface Stage {
  store: ObjectStore;
  /** Uses a form. @returns whether its bytes were taken. */
  post(form: SignedPost, bytes: Buffer): Promise<boolean>;
  /** Moves the clock of whoever judges forms and dates objects. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

async function openDisk(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'tertulia-objects-'));
  let offset = 0;
  const store = await DiskObjectStore.open({ directory, now: () => new Date(Date.now() + offset) });
  return {
    store,
    post: async (form, bytes) => {
      try {
        await (await store.receive(form.fields, Readable.from([bytes]))).keep();
        return true;
      } catch (error) {
        if (error instanceof PostRefusedError) return false;
        throw error;
      }
    },
    advance: async (ms) => {
      offset += ms;
      for (const folder of ['pending', 'media', 'speech']) {
        const path = join(directory, 'data', folder);
        const then = (Date.now() - offset) / 1_000;
        for (const name of await readdir(path)) await utimes(join(path, name), then, then);
      }
    },
    close: () => rm(directory, { recursive: true }),
  };
}

async function openS3(): Promise<Stage> {
  const fake = await startFakeS3();
  Object.assign(process.env, fake.environment);
  const store = await openObjectStore({ kind: 's3', bucket: fake.bucket });
  return {
    store,
    post: async (form, bytes) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
      body.append('file', new Blob([new Uint8Array(bytes)]), 'picture');
      const { status } = await fetch(form.url, { method: 'POST', body });
      expect([204, 400, 403]).toContain(status);
      return status === 204;
    },
    advance: async (ms) => fake.advance(ms),
    close: () => fake.stop(),
  };
}

const later = () => new Date(Date.now() + MINUTE);
const orderOf = (change: object = {}) => ({
  key: `pending/${randomUUID()}`,
  contentType: 'image/png',
  bytes: 1_000,
  expiresAt: later(),
  ...change,
});

describe.each([
  ['disk', openDisk],
  ['s3', openS3],
] as const)('the object store: %s', (kind, open) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await open();
  });

  afterEach(() => stage.close());

  it('gives back what was written, with its type and size, and null for what is not there', async () => {
    const bytes = randomBytes(100_000);
    await stage.store.write(`media/${HASH}.webp`, bytes, { contentType: 'image/webp' });
    expect(await stage.store.head(`media/${HASH}.webp`)).toEqual({ bytes: 100_000, contentType: 'image/webp' });
    expect(await stage.store.read(`media/${HASH}.webp`, 100_000)).toEqual(bytes);
    const other = `media/${'b'.repeat(64)}.webp`;
    expect([await stage.store.head(other), await stage.store.read(other, 1), await stage.store.open(other)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('writes the same again, and another thing in its place', async () => {
    const key = `speech/${HASH}.mp3`;
    for (const text of ['one', 'one', 'other'])
      await stage.store.write(key, Buffer.from(text), { contentType: 'audio/mpeg' });
    expect(String(await stage.store.read(key, 10))).toBe('other');
  });

  it('reads no object that is larger than the reader can use', async () => {
    await stage.store.write(`media/${HASH}.png`, Buffer.alloc(11), { contentType: 'image/png' });
    await expect(stage.store.read(`media/${HASH}.png`, 10)).rejects.toThrow(ObjectTooLargeError);
    expect(await stage.store.read(`media/${HASH}.png`, 11)).toHaveLength(11);
  });

  it('streams an object, or a part of it', async () => {
    const key = `speech/${HASH}.wav`;
    await stage.store.write(key, Buffer.from('0123456789'), { contentType: 'audio/wav' });
    const text = async (range?: { first: number; last: number }) => {
      const opened = await stage.store.open(key, range);
      const parts = await opened?.stream.toArray();
      return { text: Buffer.concat(parts ?? []).toString(), bytes: opened?.bytes, type: opened?.contentType };
    };
    expect(await text()).toEqual({ text: '0123456789', bytes: 10, type: 'audio/wav' });
    expect(await text({ first: 2, last: 4 })).toEqual({ text: '234', bytes: 10, type: 'audio/wav' });
  });

  it('deletes what is there and what is not', async () => {
    const keys = [`media/${HASH}.png`, `media/${'b'.repeat(64)}.png`];
    await stage.store.write(keys[0] ?? '', Buffer.alloc(1), { contentType: 'image/png' });
    await stage.store.delete(keys);
    await stage.store.delete(keys);
    expect(await stage.store.head(keys[0] ?? '')).toBeNull();
  });

  it('lists what is older below a prefix, oldest names first, and no more than asked', async () => {
    const old = ['pending/a1', 'pending/a2', 'pending/a3'];
    for (const key of [...old, `media/${HASH}.png`])
      await stage.store.write(key, Buffer.alloc(1), { contentType: 'image/png' });
    const before = new Date(Date.now() - 24 * 60 * MINUTE);
    expect(await stage.store.listOlder('pending/', before, 10)).toEqual([]);
    if (kind === 'disk') await stage.advance(25 * 60 * MINUTE);
    const edge = kind === 'disk' ? before : new Date(Date.now() + MINUTE);
    expect(await stage.store.listOlder('pending/', edge, 10)).toEqual(old);
    expect(await stage.store.listOlder('pending/', edge, 2)).toEqual(old.slice(0, 2));
  });

  it('knows its own names alone', async () => {
    for (const key of ['../secret', 'pending/../secret', 'media/a/b.png', '/etc/passwd', 'other/a', 'media/.png', '']) {
      await expect((async () => stage.store.head(key))()).rejects.toThrow(TypeError);
      await expect((async () => stage.store.delete([key]))()).rejects.toThrow();
    }
  });

  it('takes a form for exactly what it was signed for', async () => {
    const order = orderOf();
    const bytes = randomBytes(1_000);
    expect(await stage.post(await stage.store.signPost(order), bytes)).toBe(true);
    expect(await stage.store.head(order.key)).toEqual({ bytes: 1_000, contentType: 'image/png' });
    expect(await stage.store.read(order.key, 1_000)).toEqual(bytes);
  });

  it('N27: refuses a form for another name, type or size, and one that was tampered with', async () => {
    const order = orderOf();
    const form = await stage.store.signPost(order);
    const other = await stage.store.signPost(orderOf({ bytes: 2_000 }));
    const bytes = (length: number) => randomBytes(length);
    const changed = (change: Record<string, string>) => ({ ...form, fields: { ...form.fields, ...change } });
    const signature = kind === 'disk' ? 'signature' : 'X-Amz-Signature';
    const policy = kind === 'disk' ? 'policy' : 'Policy';
    const wide = Buffer.from(form.fields[policy] ?? '', 'base64')
      .toString()
      .replaceAll('1000', '9999');
    const table: [string, SignedPost, number][] = [
      ['another name', changed({ key: `pending/${randomUUID()}` }), 1_000],
      ['a name that is served', changed({ key: `media/${HASH}.png` }), 1_000],
      ['another type', changed({ 'Content-Type': 'text/html' }), 1_000],
      ['one byte more', form, 1_001],
      ['one byte less', form, 999],
      ['nothing', form, 0],
      ['a field more', changed({ acl: 'public-read' }), 1_000],
      ['the policy of another form', changed({ [policy]: other.fields[policy] ?? '' }), 2_000],
      ['a policy of the own hand', changed({ [policy]: Buffer.from(wide).toString('base64') }), 9_999],
      ['another signature', changed({ [signature]: 'f'.repeat(64) }), 1_000],
      ['no signature', changed({ [signature]: '' }), 1_000],
    ];
    for (const [what, wrong, length] of table) {
      expect({ what, isTaken: await stage.post(wrong, bytes(length)) }).toEqual({ what, isTaken: false });
    }
    expect([await stage.store.head(order.key), await stage.store.head(`media/${HASH}.png`)]).toEqual([null, null]);
    expect(await stage.post(form, bytes(1_000))).toBe(true);
  });

  it('N27: refuses a form after its minute', async () => {
    const order = orderOf();
    const form = await stage.store.signPost(order);
    await stage.advance(61_000);
    expect(await stage.post(form, randomBytes(1_000))).toBe(false);
    expect(await stage.store.head(order.key)).toBeNull();
  });

  it('N27: a form used twice makes no second object', async () => {
    const order = orderOf();
    const form = await stage.store.signPost(order);
    const first = randomBytes(1_000);
    expect(await stage.post(form, first)).toBe(true);
    // S3 counts no uses: it puts the second in the place of the first, and the API takes one result alone.
    expect(await stage.post(form, randomBytes(1_000))).toBe(kind === 's3');
    expect(await stage.store.listOlder('pending/', later(), 10)).toEqual([order.key]);
    if (kind === 'disk') expect(await stage.store.read(order.key, 1_000)).toEqual(first);
  });
});

describe('the disk store', () => {
  it('signs alike in every process that shares its folder, and unlike in any other', async () => {
    const [one, two] = [await mkdtemp(join(tmpdir(), 'tertulia-a-')), await mkdtemp(join(tmpdir(), 'tertulia-b-'))];
    const [first, second] = await Promise.all([one, one].map((directory) => DiskObjectStore.open({ directory })));
    const stranger = await DiskObjectStore.open({ directory: two });
    const { fields } = await (first as DiskObjectStore).signPost(orderOf({ bytes: 3 }));
    const bytes = () => Readable.from([Buffer.from('abc')]);
    await expect(stranger.receive(fields, bytes())).rejects.toThrow(PostRefusedError);
    await (await (second as DiskObjectStore).receive(fields, bytes())).keep();
    expect(String(await first?.read(fields['key'] ?? '', 3))).toBe('abc');
    await Promise.all([one, two].map((directory) => rm(directory, { recursive: true })));
  });

  it('keeps nothing of bytes that end too early or are given up', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tertulia-objects-'));
    const store = await DiskObjectStore.open({ directory });
    const { fields } = await store.signPost(orderOf());
    const broken = async function* () {
      yield randomBytes(500);
      throw new Error('gone');
    };
    await expect(store.receive(fields, broken())).rejects.toThrow('gone');
    await (await store.receive(fields, Readable.from([randomBytes(1_000)]))).discard();
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile()).map(({ name }) => name)).toEqual(['secret']);
    await rm(directory, { recursive: true });
  });

  it('says that it is unavailable when the disk refuses', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tertulia-objects-'));
    const store = await DiskObjectStore.open({ directory });
    await rm(directory, { recursive: true });
    const unavailable = { name: 'ObjectStoreUnavailableError' };
    await expect(store.write(`media/${HASH}.png`, Buffer.alloc(1), { contentType: 'image/png' })).rejects.toMatchObject(
      unavailable,
    );
    const { fields } = await store.signPost(orderOf({ bytes: 1 }));
    await expect(store.receive(fields, Readable.from([Buffer.alloc(1)]))).rejects.toMatchObject(unavailable);
    await expect(DiskObjectStore.open({ directory: '/dev/null/x' })).rejects.toMatchObject(unavailable);
  });
});

describe('the S3 store', () => {
  it('N28: tells strangers nothing about what is pending, or about what there is', async () => {
    const fake = await startFakeS3();
    Object.assign(process.env, fake.environment);
    const key = `pending/${randomUUID()}`;
    await new S3ObjectStore({ bucket: fake.bucket }).write(key, Buffer.alloc(1), { contentType: 'image/png' });
    for (const path of [key, `pending/${randomUUID()}`, `media/${HASH}.png`, '', '?list-type=2']) {
      const { status } = await fetch(`${fake.url}/${fake.bucket}/${path}`);
      expect({ path, status }).toEqual({ path, status: 403 });
    }
    await fake.stop();
  });
});

describe('F32: an S3 that is not well', () => {
  let fake: FakeS3;
  let store: ObjectStore;
  const key = `media/${HASH}.png`;

  beforeEach(async () => {
    fake = await startFakeS3();
    Object.assign(process.env, fake.environment);
    // Longer for the write at the beginning than what any test waits for.
    await new S3ObjectStore({ bucket: fake.bucket }).write(key, randomBytes(10_000), { contentType: 'image/png' });
    store = new S3ObjectStore({ bucket: fake.bucket, timeoutMs: 400 });
  });

  afterEach(() => fake.stop());

  const everything = () => [
    () => store.head(key),
    () => store.read(key, 10_000),
    () => store.write(key, Buffer.alloc(10), { contentType: 'image/png' }),
    () => store.delete([key]),
    () => store.listOlder('pending/', new Date(), 10),
  ];

  it.each(['error-500', 'hang'] as const)('%s: every call ends as unavailable', async (mode) => {
    fake.mode = mode;
    for (const call of everything())
      await expect(call()).rejects.toMatchObject({ name: 'ObjectStoreUnavailableError' });
    fake.mode = 'ok';
    expect(await store.head(key)).toMatchObject({ bytes: 10_000 });
  });

  it.each(['slow', 'partial'] as const)('%s: half an object is none', async (mode) => {
    fake.mode = mode;
    await expect(store.read(key, 10_000)).rejects.toMatchObject({ name: 'ObjectStoreUnavailableError' });
    await expect(store.listOlder('media/', later(), 10)).rejects.toMatchObject({ name: 'ObjectStoreUnavailableError' });
  });

  it('down: every call ends as unavailable', async () => {
    await fake.stop();
    for (const call of everything())
      await expect(call()).rejects.toMatchObject({ name: 'ObjectStoreUnavailableError' });
    fake = await startFakeS3();
  });

  it('signs forms without asking anybody', async () => {
    fake.mode = 'hang';
    expect((await store.signPost(orderOf())).url).toContain(fake.bucket);
  });

  it('refuses calls that are not signed by the account', async () => {
    process.env['AWS_SECRET_ACCESS_KEY'] = 'another';
    await expect(new S3ObjectStore({ bucket: fake.bucket }).head(key)).rejects.toMatchObject({
      name: 'ObjectStoreUnavailableError',
    });
  });

  it('tells of new pending objects with the event of S3, and of no others', async () => {
    const events: object[] = [];
    fake.onCreated((event) => events.push(event));
    await store.write('pending/a1', Buffer.alloc(3), { contentType: 'image/png' });
    await store.write(key, Buffer.alloc(3), { contentType: 'image/png' });
    expect(events).toMatchObject([
      {
        Records: [
          {
            eventSource: 'aws:s3',
            eventName: 'ObjectCreated:Post',
            s3: { bucket: { name: fake.bucket }, object: { key: 'pending/a1', size: 3 } },
          },
        ],
      },
    ]);
  });
});
