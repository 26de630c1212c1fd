import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import { createDatabase, enter, startServer, type TestDatabase, type TestServer, waitFor } from '@tertulia/testing';
import { Device } from './device.js';

let database: TestDatabase;
let node: TestServer;

beforeAll(async () => {
  database = await createDatabase();
  node = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', MAIL_WORKER: 'off' });
});

afterAll(async () => {
  await node.stop();
  await database.drop();
});

describe('a room that was refused', () => {
  it('shows its messages by itself once the person is added to it', async () => {
    const [owner, guest] = [await enter(node.url, 'Ana'), await enter(node.url, 'Rui')];
    const room = (await owner.post<Room>('/api/rooms', { name: 'Sala reservada', visibility: 'private' })).body;
    const path = `/api/rooms/${room.id}`;
    await owner.post(`${path}/messages`, { text: 'hello', clientMessageId: crypto.randomUUID() });
    const device = await Device.open(guest, node.port);
    try {
      device.chat.open(room.id);
      const store = device.chat.storeOf(room.id);
      await waitFor('the refusal', () => store.getSnapshot().loadFailed);
      expect(store.getSnapshot()).toMatchObject({ isLoaded: false, messages: [] });
      await owner.post(`${path}/members`, { handle: guest.user.handle });
      await waitFor('the messages', () => store.getSnapshot().isLoaded);
      expect(store.getSnapshot()).toMatchObject({ loadFailed: false, messages: [{ text: 'hello' }] });
    } finally {
      await device.close();
    }
    expect(node.errors()).toEqual([]);
  });
});
