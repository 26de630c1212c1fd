import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { ConnectRefused, EngineClient } from './engine-client.js';
import { HandshakeError } from './handshake.js';
import { Unanswered } from './pending-answers.js';
import { waitUntil } from './waiting.js';

describe('the raw client against a real Socket.IO server', () => {
  let io: Server;
  let url: string;

  beforeEach(async () => {
    const http = createServer();
    const allowRequest = (request: IncomingMessage, decide: (error: string | null, isAllowed: boolean) => void): void =>
      decide(null, request.headers['x-unwanted'] === undefined);
    io = new Server(http, { transports: ['websocket'], pingInterval: 50, pingTimeout: 400, allowRequest });
    io.use((socket, next) => {
      next(socket.handshake.auth['token'] === 'bad' ? new Error('unauthenticated') : undefined);
    });
    io.on('connection', (socket) => {
      socket.on('echo', (payload: unknown, acknowledge: (answer: unknown) => void) => acknowledge({ data: payload }));
      socket.on('silent', () => undefined);
      socket.on('tell', (payload: unknown) => socket.emit('told', payload));
      socket.on('leave', () => socket.disconnect(true));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${portOf(http.address())}`;
  });

  afterEach(async () => {
    await io.close();
  });

  it('gets acknowledgements and events, whatever their length', async () => {
    const events: unknown[] = [];
    const client = await EngineClient.connect({
      url,
      token: 'good',
      onEvent: (name, payload) => events.push([name, payload]),
    });
    for (const length of [0, 100, 126, 70_000]) {
      const text = 'ñ'.repeat(length);
      expect(await client.request('echo', { text })).toEqual({ data: { text } });
    }
    client.emit('tell', { a: 1 });
    expect(await waitUntil(() => events.length === 1, 2_000)).toBe(true);
    expect(events).toEqual([['told', { a: 1 }]]);
    client.close();
  });

  it('answers pings, so that the connection outlives the ping timeout', async () => {
    let pings = 0;
    io.engine.on('connection', (raw: { on: (event: string, handler: () => void) => void }) =>
      raw.on('heartbeat', () => (pings += 1)),
    );
    const reasons: string[] = [];
    const client = await EngineClient.connect({ url, onClose: (reason) => reasons.push(reason) });
    expect(await waitUntil(() => pings > 12, 5_000)).toBe(true);
    expect([client.isConnected, reasons]).toEqual([true, []]);
    client.cut();
  });

  it('rejects with the server’s reason when the token is refused', async () => {
    await expect(EngineClient.connect({ url, token: 'bad' })).rejects.toThrow(ConnectRefused);
  });

  it('rejects with the status when the upgrade is refused', async () => {
    const refused = EngineClient.connect({ url, headers: { 'X-Unwanted': '1' } });
    await expect(refused).rejects.toThrow(HandshakeError);
    await expect(refused).rejects.toMatchObject({ status: 400 });
  });

  it('rejects an unanswered request at its limit, and the rest when the connection ends', async () => {
    const reasons: string[] = [];
    const client = await EngineClient.connect({ url, onClose: (reason) => reasons.push(reason) });
    await expect(client.request('silent', {}, 30)).rejects.toThrow(Unanswered);
    const open = client.request('silent', {});
    client.emit('leave', {});
    await expect(open).rejects.toThrow(Unanswered);
    expect(reasons).toHaveLength(1);
    expect(client.isConnected).toBe(false);
  });
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
