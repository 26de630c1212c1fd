import { describe, expect, it } from '@jest/globals';
import { RequestError } from '../api/request-error.js';
import { buildGateway, FakeServer, memoryStore, ROOM, settle } from './fake-room-server.js';
import { RoomStore } from './room-store.js';

describe('going to a message', () => {
  const open = async (count: number, overrides: Parameters<typeof buildGateway>[1] = {}) => {
    const server = new FakeServer();
    for (let written = 0; written < count; written += 1) server.write();
    const store = new RoomStore(ROOM, buildGateway(server, overrides), memoryStore());
    await store.enter();
    return { server, store };
  };
  const seqs = (store: RoomStore) => store.getSnapshot().messages.map(({ seq }) => seq);

  it('shows its surroundings apart from the newest messages, and the way back', async () => {
    const { server, store } = await open(300);
    expect(await store.showMessage('m100')).toEqual({ message: server.messages[99] });
    expect(store.getSnapshot().isLive).toBe(false);
    expect(seqs(store)).toContain(100);
    expect(seqs(store)).not.toContain(300);
    expect(store.getSnapshot().newestSeq).toBe(300);
    store.showPresent();
    expect(seqs(store).at(-1)).toBe(300);
    expect(store.getSnapshot().isLive).toBe(true);
  });

  it('takes changes into what is shown, and keeps new messages for the end', async () => {
    const { server, store } = await open(300);
    await store.showAround({ around: 100 });
    const shown = seqs(store);
    server.edit(99);
    server.write();
    for (const push of server.pushes.slice(-2)) store.receive(push.version, push.message);
    expect(seqs(store)).toEqual(shown);
    expect(store.getSnapshot().messages.find(({ seq }) => seq === 100)?.text).toBe('text 100!');
    expect(store.getSnapshot().newestSeq).toBe(301);
    expect(store.messagesAfter(300).map(({ seq }) => seq)).toEqual([301]);
  });

  it('tells that it is gone, and leaves what is shown', async () => {
    const { server, store } = await open(300);
    server.remove(49);
    expect(await store.showMessage('m50')).toBe('gone');
    expect(await store.showMessage('m50', 50)).toBe('gone');
    expect(await store.showMessage('nothing')).toBe('gone');
    expect(store.getSnapshot().isLive).toBe(true);
  });

  it('tells that there was no answer', async () => {
    const { store } = await open(300, {
      find: async () => {
        throw new RequestError('unreachable', 'away');
      },
    });
    expect(await store.showMessage('m50')).toBe('failed');
  });

  it('follows the last of several jumps', async () => {
    const { store } = await open(300);
    const first = store.showMessage('m50');
    const second = store.showMessage('m150');
    expect(await first).toBe('superseded');
    expect(await second).toMatchObject({ message: { seq: 150 } });
    expect(seqs(store)).toContain(150);
  });

  it('loads the shown part again after more changes than are told one by one', async () => {
    const { server, store } = await open(2_000);
    await store.showAround({ around: 100 });
    store.readAt(100);
    store.pause();
    for (let count = 0; count < 600; count += 1) server.edit(99);
    await store.enter();
    await settle();
    expect(store.getSnapshot().isLive).toBe(false);
    expect(store.getSnapshot().messages.find(({ seq }) => seq === 100)).toEqual(server.messages[99]);
  });
});
