import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  type SocketClient,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';

const STALLED = 100;
const MEGABYTE = 1024 * 1024;
/** Longest text that fits into a frame; of letters that take one byte. */
const TEXT = 'x'.repeat(8_000);

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  ana = await enter(server.url, 'Ana');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

const newRoom = async (name: string) => (await ana.post<Room>('/api/rooms', { name })).body;

async function memory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/** Connections of clients that the server has not ended, by the kernel's own count. */
async function connections(): Promise<number> {
  const port = server.port.toString(16).toUpperCase().padStart(4, '0');
  const ESTABLISHED = '01';
  return (await readFile('/proc/net/tcp', 'utf8'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === ESTABLISHED).length;
}

/** One frame of a client, masked with zeros (RFC 6455, 5.3). */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const header = body.length < 126 ? [0x81, 0x80 | body.length] : [0x81, 0xfe, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(4), body]);
}

interface RawClient {
  socket: Socket;
  isClosed(): boolean;
}

function watch(socket: Socket): RawClient {
  let isClosed = false;
  socket.on('error', () => undefined);
  socket.on('close', () => (isClosed = true));
  return { socket, isClosed: () => isClosed };
}

/** A socket inside a room over a bare connection, which answers nothing that is not said here. */
async function webSocketIn(room: Room, person: HttpClient): Promise<RawClient> {
  const socket = connectTcp(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text = (text + chunk.toString('latin1')).slice(-200_000)));
  const client = watch(socket);
  const head = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await waitFor('the session', () => text.includes('"sid"'));
  socket.write(frame(`40${JSON.stringify({ token: person.token })}`));
  await waitFor('session:ready', () => text.includes('session:ready'));
  socket.write(frame(`420${JSON.stringify(['room:join', { roomId: room.id }])}`));
  await waitFor('the room', () => text.includes('430['));
  return client;
}

/** The same by long polling: it comes in, and then never asks for what there is. */
async function pollingIn(room: Room, person: HttpClient): Promise<{ isClosed(): Promise<boolean> }> {
  const path = '/socket.io/?EIO=4&transport=polling';
  const opened = await person.get<string>(path);
  const sid = /"sid":"([^"]+)"/.exec(String(opened.body))?.[1];
  const say = async (packet: string) =>
    (await fetch(`${server.url}${path}&sid=${sid}`, { method: 'POST', body: packet })).status;
  const hear = async () => (await fetch(`${server.url}${path}&sid=${sid}`)).text();
  await say(`40${JSON.stringify({ token: person.token })}`);
  let heard = await hear();
  if (!heard.includes('session:ready')) heard += await hear();
  await say(`420${JSON.stringify(['room:join', { roomId: room.id }])}`);
  // What the person is told of themselves may come first.
  for (heard = await hear(); !heard.includes('430[');) heard += await hear();
  // Whether the session is there: a packet of no meaning is taken, and one for no session refused.
  return { isClosed: async () => (await say('3')) === 400 };
}

/** An event stream whose reader stops after the head. */
async function streamIn(room: Room, person: HttpClient): Promise<RawClient> {
  const socket = connectTcp(server.port, '127.0.0.1');
  const client = watch(socket);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write(`GET /api/rooms/${room.id}/listen HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${person.token}\r\n\r\n`);
  await waitFor('hello', () => text.includes('event: hello'));
  return client;
}

/** Sends long texts until something is so; gives how many. */
async function fill(sender: SocketClient, room: Room, isDone: () => boolean | Promise<boolean>): Promise<number> {
  let sent = 0;
  while (!(await isDone())) {
    await Promise.all(
      Array.from({ length: 10 }, () =>
        sender.do('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: TEXT }),
      ),
    );
    sent += 10;
  }
  return sent;
}

describe('sockets that do not read', () => {
  it('G10: a hundred are closed at their bound and cost no more than 150 MB; who reads misses nothing', async () => {
    const room = await newRoom('Stalled');
    const [sender, reader] = [await connect(ana), await connect(await enter(server.url))];
    await reader.do('room:join', { roomId: room.id });
    const person = await enter(server.url);
    const stalled: RawClient[] = [];
    for (let index = 0; index < STALLED; index += 1) stalled.push(await webSocketIn(room, person));
    const [before, open] = [await memory(), await connections()];
    for (const { socket } of stalled) socket.pause();
    let highest = before;
    const sent = await fill(sender, room, async () => {
      highest = Math.max(highest, await memory());
      return (await connections()) <= open - STALLED;
    });
    expect((highest - before) / MEGABYTE).toBeLessThan(150);
    await waitFor('everything', () => reader.versions(room.id).length === sent);
    expect(reader.socket.connected).toBe(true);
    // They hear of it when they read again, and come back.
    for (const { socket } of stalled) socket.removeAllListeners('data').resume();
    await waitFor('the closes', () => stalled.every((client) => client.isClosed()), 60_000);
    process.stderr.write(
      `${STALLED} stalled sockets: ${sent} messages, +${Math.round((highest - before) / MEGABYTE)} MB\n`,
    );
    for (const client of [sender, reader]) client.close();
  });

  it('G10: closes one that polls no more, and a stream that is not read', async () => {
    const room = await newRoom('Polled no more');
    const sender = await connect(ana);
    const person = await enter(server.url);
    const [polling, stream] = [await pollingIn(room, person), await streamIn(room, person)];
    const open = await connections();
    stream.socket.pause();
    expect(await polling.isClosed()).toBe(false);
    await fill(sender, room, () => polling.isClosed());
    await fill(sender, room, async () => (await connections()) < open);
    stream.socket.resume();
    await waitFor('the close', () => stream.isClosed());
    sender.close();
  });

  it('gives a stream that missed much all of it at once', async () => {
    const room = await newRoom('Much');
    const sender = await connect(ana);
    // Far more than a live reader may leave unread.
    let sent = 0;
    await fill(sender, room, () => (sent += 1) > 30);
    const controller = new AbortController();
    const response = await fetch(`${server.url}/api/rooms/${room.id}/listen`, {
      headers: { authorization: `Bearer ${ana.token}`, 'last-event-id': '0' },
      signal: controller.signal,
    });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('id: 300\n') && text.endsWith('\n\n')) break;
    }
    controller.abort();
    expect(text.match(/^id: \d+$/gm)?.slice(-300)).toEqual(
      Array.from({ length: 300 }, (_, index) => `id: ${index + 1}`),
    );
    sender.close();
  });

  it('F18: one that is half open is dropped at the ping time-out, and nothing of it is left', async () => {
    const room = await newRoom('Half open');
    const observer = await connect(ana);
    await observer.do('room:join', { roomId: room.id });
    const person = await enter(server.url);
    const open = await connections();
    // It reads and says nothing any more, not even to pings.
    const client = await webSocketIn(room, person);
    await waitFor('the drop', () => client.isClosed(), 60_000);
    await waitFor('the departure', () =>
      observer.all('presence:changed').some(({ left }) => left.some(({ id }) => id === person.user.id)),
    );
    expect(await connections()).toBeLessThanOrEqual(open);
    expect(observer.socket.connected).toBe(true);
    observer.close();
  });
});
