import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { buildFile, buildParts, FakeUploadServer, MemoryStorage, type UploadFate } from './fake-upload-server.js';
import { PictureStore } from './picture-store.js';

const ROOM = 'room-1';
const limits = { uploadBytes: 1_000, attachmentsPerMessage: 10 };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

async function open(fates: readonly UploadFate[] = [], parts = buildParts(), server = new FakeUploadServer(fates)) {
  const store = new PictureStore(parts, server);
  await store.restore();
  const draft = () => store.album.draftOf(ROOM);
  const steps = () => draft().map(({ step, failure }) => failure ?? step);
  const take = (...files: File[]) => store.take(ROOM, files, limits);
  return { store, server, parts, draft, steps, take, ids: () => draft().map(({ id }) => id) };
}

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

describe('bringing pictures to the server', () => {
  it('begins at once, three at a time, in their order', async () => {
    const { server, take, steps } = await open();
    take(...[1, 2, 3, 4, 5].map((number) => buildFile(`${number}.jpg`)));
    await pass(10);
    expect(server.forms.map(({ fileName }) => fileName)).toEqual(['1.jpg', '2.jpg', '3.jpg']);
    expect(steps()).toEqual(['sending', 'sending', 'sending', 'waiting', 'waiting']);
    await pass(1_000);
    expect(steps()).toEqual(['ready', 'ready', 'ready', 'ready', 'ready']);
    expect(server.forms.map(({ fileName }) => fileName)).toEqual(['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg']);
  });

  it('asks nothing of the server for a file that is refused', async () => {
    const { store, server, take } = await open();
    take(buildFile('large.jpg', 'image/jpeg', 2_000), buildFile('text.txt', 'text/plain'));
    await pass(1_000);
    expect(server.forms).toEqual([]);
    expect(store.album.get().refused.get(ROOM)).toHaveLength(2);
  });

  it('tells of a cut connection, and a retry asks for a form of its own', async () => {
    const { store, server, take, steps, ids } = await open(['cut']);
    take(buildFile());
    await pass(1_000);
    expect(steps()).toEqual(['unreachable']);
    expect(server.forms).toHaveLength(1);
    store.retry(ids());
    await pass(1_000);
    expect(steps()).toEqual(['ready']);
    expect(server.forms).toHaveLength(2);
  });

  it('waits without a network and goes on by itself', async () => {
    const { store, server, take, steps } = await open();
    server.isOnline = false;
    take(buildFile());
    await pass(60_000);
    expect(steps()).toEqual(['waiting']);
    server.isOnline = true;
    store.wake();
    await pass(1_000);
    expect(steps()).toEqual(['ready']);
  });

  it('says until when the server asked to wait, and goes on then', async () => {
    const { server, take, draft, steps } = await open(['busy']);
    take(buildFile());
    await pass(100);
    expect(draft()[0]?.waitingUntil).toBeGreaterThan(Date.now() + 4_000);
    await pass(3_000);
    expect(server.forms).toHaveLength(1);
    await pass(5_000);
    expect(steps()).toEqual(['ready']);
  });

  it('tries again by itself a few times when the server is not available, and then asks', async () => {
    const { server, take, steps } = await open(Array.from({ length: 9 }, (): UploadFate => 'unavailable'));
    take(buildFile());
    await pass(60_000);
    expect(steps()).toEqual(['unavailable']);
    expect(server.forms).toHaveLength(4);
  });

  it('tells why a picture was rejected, and brings one anew that was swept away', async () => {
    const { store, server, take, steps, ids } = await open(['rejected', 'vanishes']);
    take(buildFile('damaged.jpg'), buildFile('other.jpg'));
    await pass(10_000);
    expect(steps()).toEqual(['damaged', 'ready']);
    expect(server.forms).toHaveLength(3);
    expect(store.lookAt(ids())).toEqual({ state: 'failed', reason: 'picture_refused' });
  });

  it('takes a removed one back from the server, while it is sent and after', async () => {
    const { store, server, take, ids, draft } = await open();
    take(buildFile('a.jpg'), buildFile('b.jpg'));
    await pass(10);
    store.release(ids().slice(0, 1), 'discarded');
    await pass(1_000);
    expect(server.removed).toEqual(['upload-0']);
    expect(server.bodies.has('upload-0')).toBe(false);
    store.release(ids(), 'discarded');
    expect(server.removed).toEqual(['upload-0', 'upload-1']);
    expect(draft()).toEqual([]);
  });
});

describe('the pictures of a message', () => {
  it('are ready only when the server knows what they show', async () => {
    const { store, server, take, ids } = await open();
    take(buildFile());
    await pass(10);
    store.describe(ids()[0] ?? '', 'a cat ');
    await pass(1_000);
    expect(store.lookAt(ids())).toEqual({ state: 'waiting' });
    await pass(100);
    expect(server.uploads.get('upload-0')?.alt).toBe('a cat');
    expect(store.lookAt(ids())).toEqual({ state: 'ready', attachmentIds: ['upload-0'] });
  });

  it('are brought anew when the server lost them before the message came', async () => {
    const { store, server, take, ids } = await open();
    take(buildFile('a.jpg'), buildFile('b.jpg'));
    await pass(1_000);
    server.uploads.delete('upload-0');
    expect(await store.recover(ids())).toBe(true);
    await pass(1_000);
    expect(store.lookAt(ids())).toEqual({ state: 'ready', attachmentIds: ['upload-2', 'upload-1'] });
    expect(await store.recover(ids())).toBe(false);
  });
});

describe('a reload', () => {
  it('goes on where it was: what was sent is not sent again, what was under way is', async () => {
    const storage = new MemoryStorage();
    const parts = buildParts({ storage });
    const first = await open([], parts);
    first.take(buildFile('a.jpg'));
    await pass(1_000);
    first.take(buildFile('b.jpg'));
    await pass(20);
    first.store.close();
    const second = await open([], buildParts({ storage }), first.server);
    await pass(1_000);
    expect(second.draft().map(({ name, step }) => [name, step])).toEqual([
      ['a.jpg', 'ready'],
      ['b.jpg', 'ready'],
    ]);
    expect(first.server.forms.map(({ fileName }) => fileName)).toEqual(['a.jpg', 'b.jpg', 'b.jpg']);
  });

  it('gives pictures to the message that holds them, and forgets those whose message is gone', async () => {
    const storage = new MemoryStorage();
    const first = await open([], buildParts({ storage }));
    first.take(buildFile('a.jpg'), buildFile('b.jpg'));
    await pass(1_000);
    const [held = '', gone = ''] = first.ids();
    first.store.assign([held, gone], 'message-1');
    first.store.close();
    const messageOf = (id: string) => (id === held ? 'message-1' : undefined);
    const second = await open([], buildParts({ storage, messageOf }), first.server);
    await pass(1_000);
    expect(second.draft()).toEqual([]);
    expect(second.store.lookAt([held]).state).toBe('ready');
    expect(second.store.lookAt([gone])).toEqual({ state: 'failed', reason: 'picture_refused' });
    expect([...storage.kept.keys()]).toEqual([held]);
  });

  it('uploads anew what another person of this browser had uploaded', async () => {
    const storage = new MemoryStorage();
    const first = await open([], buildParts({ storage }));
    first.take(buildFile());
    await pass(1_000);
    first.store.close();
    const second = await open([], buildParts({ storage, userId: 'rui' }), first.server);
    await pass(1_000);
    expect(second.store.lookAt(second.ids())).toEqual({ state: 'ready', attachmentIds: ['upload-1'] });
  });

  it('keeps 50 MB and no more', async () => {
    const storage = new MemoryStorage();
    const { store, draft } = await open([], buildParts({ storage }));
    const megabyte = 1024 * 1024;
    const files = [1, 2, 3].map((number) => {
      const file = buildFile(`${number}.jpg`);
      Object.defineProperty(file, 'size', { value: 20 * megabyte });
      return file;
    });
    store.take(ROOM, files, { uploadBytes: 30 * megabyte, attachmentsPerMessage: 10 });
    await pass(1_000);
    expect(storage.kept.size).toBe(2);
    expect(draft().map(({ step }) => step)).toEqual(['ready', 'ready', 'ready']);
  });
});
