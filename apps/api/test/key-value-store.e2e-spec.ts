import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRedis, startRedis, type TestRedis, waitFor, where } from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import type { KeyValueStore } from '../src/cache/key-value-store.js';
import { MemoryKeyValueStore } from '../src/cache/memory-key-value-store.js';
import { RedisKeyValueStore } from '../src/cache/redis-key-value-store.js';

let redis: TestRedis | undefined;

async function openRedisStore(): Promise<KeyValueStore> {
  redis ??= await startRedis();
  const store = new RedisKeyValueStore(redis.url, () => undefined);
  await waitFor('the connection', () =>
    store
      .ping()
      .then(() => true)
      .catch(() => false),
  );
  return store;
}

afterAll(async () => {
  await redis?.stop();
});

/** What the cache relies on, the same for each driver. */
const promises = (make: () => Promise<KeyValueStore>) => () => {
  let store: KeyValueStore;
  const LIFE = 60_000;

  beforeAll(async () => void (store = await make()));
  afterAll(() => store.close());

  it('keeps texts and hashes until they expire or are removed', async () => {
    const [text, hash] = [randomUUID(), randomUUID()];
    expect(await store.getText(text)).toBeNull();
    expect(await store.getHash(hash, LIFE)).toBeNull();
    await store.setText(text, 'ñandú 👋', LIFE);
    await store.setHash(hash, { a: '1', b: '' }, LIFE);
    expect(await store.getText(text)).toBe('ñandú 👋');
    expect(await store.getHash(hash, LIFE)).toEqual({ a: '1', b: '' });
    await store.setHash(hash, { c: '2' }, LIFE);
    expect(await store.getHash(hash, LIFE)).toEqual({ c: '2' });
    await store.remove([text, hash]);
    expect(await store.getText(text)).toBeNull();
    expect(await store.getHash(hash, LIFE)).toBeNull();
    await store.setText(text, 'brief', 30);
    await waitFor('the expiry', async () => (await store.getText(text)) === null);
  });

  it('keeps the newest entries of a list, first in first out', async () => {
    const key = randomUUID();
    expect(await store.readRecent(key, 10)).toBeNull();
    await store.replaceRecent(key, { version: 3, entries: ['3', '2', '1'] }, LIFE);
    await store.appendRecent(key, { fromVersion: 3, toVersion: 5, entries: ['4', '5'] }, 4, LIFE);
    expect(await store.readRecent(key, 10)).toEqual({ version: 5, entries: ['5', '4', '3', '2'] });
    expect(await store.readRecent(key, 2)).toEqual({ version: 5, entries: ['5', '4'] });
    await store.appendRecent(
      key,
      { fromVersion: 5, toVersion: 11, entries: ['6', '7', '8', '9', '10', '11'] },
      4,
      LIFE,
    );
    expect(await store.readRecent(key, 10)).toEqual({ version: 11, entries: ['11', '10', '9', '8'] });
  });

  it('drops a list that missed something, and refuses what is older', async () => {
    const key = randomUUID();
    await store.replaceRecent(key, { version: 3, entries: ['3'] }, LIFE);
    await store.appendRecent(key, { fromVersion: 4, toVersion: 5, entries: ['5'] }, 4, LIFE);
    expect(await store.readRecent(key, 10)).toBeNull();
    await store.replaceRecent(key, { version: 4, entries: ['late'] }, LIFE);
    expect(await store.readRecent(key, 10)).toBeNull();
    await store.appendRecent(key, { fromVersion: 5, toVersion: 6, entries: ['6'] }, 4, LIFE);
    expect(await store.readRecent(key, 10)).toBeNull();
    await store.replaceRecent(key, { version: 6, entries: ['6', '5'] }, LIFE);
    await store.appendRecent(key, { fromVersion: 4, toVersion: 5, entries: ['old'] }, 4, LIFE);
    expect(await store.readRecent(key, 10)).toEqual({ version: 6, entries: ['6', '5'] });
    await store.dropRecent(key, 6, LIFE);
    expect(await store.readRecent(key, 10)).not.toBeNull();
    await store.dropRecent(key, 7, LIFE);
    expect(await store.readRecent(key, 10)).toBeNull();
    await store.remove([key]);
    await store.replaceRecent(key, { version: 1, entries: ['anew'] }, LIFE);
    expect(await store.readRecent(key, 10)).toEqual({ version: 1, entries: ['anew'] });
  });

  it('never ends in a list with a hole, whatever the order of the writes', async () => {
    const key = randomUUID();
    await store.replaceRecent(key, { version: 0, entries: ['0'] }, LIFE);
    const versions = Array.from({ length: 40 }, (_, index) => index + 1);
    const jumbled = [...versions].sort((left, right) => ((left * 7) % 11) - ((right * 7) % 11));
    await Promise.all(
      jumbled.map((version) =>
        store.appendRecent(key, { fromVersion: version - 1, toVersion: version, entries: [String(version)] }, 5, LIFE),
      ),
    );
    const list = await store.readRecent(key, 10);
    if (list) list.entries.forEach((entry, index) => expect(Number(entry)).toBe(list.version - index));
    await store.replaceRecent(key, { version: 40, entries: ['40', '39'] }, LIFE);
    expect(await store.readRecent(key, 10)).toEqual({ version: 40, entries: ['40', '39'] });
  });

  it('takes tokens from a bucket and says how long to wait', async () => {
    const key = randomUUID();
    const bucket = { capacity: 3, refillPerSecond: 0.01 };
    const answers = await Promise.all(Array.from({ length: 5 }, () => store.takeToken(key, bucket)));
    expect(answers.map((answer) => answer.allowed)).toEqual([true, true, true, false, false]);
    expect(answers[4]?.retryAfterMs).toBeGreaterThan(90_000);
    expect(answers[4]?.retryAfterMs).toBeLessThanOrEqual(100_000);
  });
};

describe(
  'the memory driver of the key-value store',
  promises(async () => new MemoryKeyValueStore()),
);
where({ redis: findRedis() }, describe)('the redis driver of the key-value store', promises(openRedisStore));
