import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TcpProxy } from './tcp-proxy.js';
import { isTrueWithin } from '../clients/waiting.js';

const PATIENCE_MS = 5_000;

/** A server that answers with what it got, and a client of it through the proxy. */
let echo: net.Server;
let line: TcpProxy;
let port: number;
const open = new Set<net.Socket>();

beforeEach(async () => {
  echo = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.pipe(socket);
  });
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
  const address = echo.address();
  if (address === null || typeof address === 'string') throw new Error('The echo server has no port.');
  line = new TcpProxy(address.port);
  port = await line.open();
});

afterEach(async () => {
  await line.close();
  await isTrueWithin(PATIENCE_MS, () => open.size === 0);
  await new Promise<void>((done) => echo.close(() => done()));
});

interface Caller {
  socket: net.Socket;
  received: () => string;
  error: () => string | undefined;
}

async function call(): Promise<Caller> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  let received = '';
  let error: string | undefined;
  socket.on('data', (part: Buffer) => (received += part.toString()));
  socket.on('error', (failure: NodeJS.ErrnoException) => (error = failure.code));
  await isTrueWithin(PATIENCE_MS, () => !socket.connecting, 1);
  return { socket, received: () => received, error: () => error };
}

function hears(caller: Caller, expected: string): Promise<boolean> {
  return isTrueWithin(PATIENCE_MS, () => caller.received() === expected, 5);
}

describe('a disturbed line', () => {
  it('passes bytes on and ends when one side ends', async () => {
    const caller = await call();
    caller.socket.end('hola');
    expect(await hears(caller, 'hola')).toBe(true);
    expect(await isTrueWithin(PATIENCE_MS, () => caller.socket.destroyed && open.size === 0)).toBe(true);
  });

  it('resets both sides', async () => {
    const caller = await call();
    caller.socket.write('a');
    expect(await hears(caller, 'a')).toBe(true);
    line.strike({ kind: 'reset' });
    expect(await isTrueWithin(PATIENCE_MS, () => caller.error() === 'ECONNRESET')).toBe(true);
    expect(await isTrueWithin(PATIENCE_MS, () => open.size === 0)).toBe(true);
    expect(line.struck).toBe(1);
  });

  it('is silent without a close, and delivers everything afterwards', async () => {
    const caller = await call();
    line.strike({ kind: 'silence', forMs: 60_000, thenReset: false });
    caller.socket.write('later');
    expect(await isTrueWithin(200, () => caller.received() !== '')).toBe(false);
    expect(caller.socket.destroyed).toBe(false);
    line.heal();
    expect(await hears(caller, 'later')).toBe(true);
  });

  it('ends a timed silence by itself, with a reset when it is told to', async () => {
    const caller = await call();
    line.strike({ kind: 'silence', forMs: 50, thenReset: true });
    expect(await isTrueWithin(PATIENCE_MS, () => caller.error() === 'ECONNRESET')).toBe(true);
  });

  it('lets a few bytes through at a time and loses none', async () => {
    const caller = await call();
    line.strike({ kind: 'trickle', forMs: 60_000, bytesPerTick: 4 });
    caller.socket.write('0123456789');
    expect(
      await isTrueWithin(PATIENCE_MS, () => caller.received().length > 0 && caller.received().length < 10, 1),
    ).toBe(true);
    expect(await hears(caller, '0123456789')).toBe(true);
  });

  it('answers nobody while it is dark', async () => {
    line.strike({ kind: 'dark', forMs: 60_000 });
    const refused = await call();
    expect(await isTrueWithin(PATIENCE_MS, () => refused.socket.destroyed)).toBe(true);
    line.heal();
    const caller = await call();
    caller.socket.write('back');
    expect(await hears(caller, 'back')).toBe(true);
    caller.socket.destroy();
  });

  it('has no port while it is closed, and the same one afterwards', async () => {
    const cut = await call();
    line.strike({ kind: 'closed', forMs: 60_000 });
    expect(await isTrueWithin(PATIENCE_MS, () => cut.socket.destroyed)).toBe(true);
    const refused = await call();
    expect(await isTrueWithin(PATIENCE_MS, () => refused.error() === 'ECONNREFUSED')).toBe(true);
    line.heal();
    const caller = await call();
    caller.socket.write('back');
    expect(await hears(caller, 'back')).toBe(true);
    expect(line.clientPorts).toEqual([caller.socket.localPort]);
    caller.socket.destroy();
  });

  it('passes what the server says through the filter of the connection', async () => {
    const filtered = new TcpProxy(line.port, () => ({
      pass: (part) => (part.toString() === 'lost' ? [] : [part]),
    }));
    port = await filtered.open();
    const caller = await call();
    caller.socket.write('lost');
    expect(await isTrueWithin(200, () => caller.received() !== '')).toBe(false);
    caller.socket.write('kept');
    expect(await hears(caller, 'kept')).toBe(true);
    caller.socket.destroy();
    await filtered.close();
  });
});
