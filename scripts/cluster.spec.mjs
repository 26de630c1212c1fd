import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { where } from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { io } from 'socket.io-client';
import { findPrograms } from './cluster/programs.mjs';
import { startCluster } from './cluster/start-cluster.mjs';
import { LIMIT_MS, next, sendRaw } from '../test/door.mjs';

const { nginx, redis } = findPrograms();
const NAMES = ['node-1', 'node-2', 'node-3'];
/** Wide for what these tests do, but on: one of them is about whom they count. */
const limits = {
  LIMIT_SESSIONS_PER_MINUTE: '30',
  LIMIT_CONNECTS_PER_MINUTE: '1000',
  LIMIT_MESSAGES_PER_SECOND: '1000',
  LIMIT_MESSAGE_BURST: '1000',
  DRAIN_MS: '500',
};

where({ nginx, redis }, describe)('three nodes behind nginx', () => {
  let cluster;
  let room;
  let token;
  const sockets = [];

  const enter = async () => {
    const answer = await fetch(cluster.url + '/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    return { ...(await answer.json()), status: answer.status };
  };
  const open = async (token, transports) => {
    const socket = io(cluster.url, { transports, auth: { token }, forceNew: true, reconnection: false });
    sockets.push(socket);
    const { instanceId, user } = await next(socket, 'session:ready');
    return { socket, instanceId, user };
  };
  /** A socket that ended up on the wanted node; they take turns, so a few tries are enough. */
  const openOn = async (token, instanceId) => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const opened = await open(token, ['websocket']);
      if (opened.instanceId === instanceId) return opened;
      opened.socket.disconnect();
    }
    throw new Error('No socket met ' + instanceId + '.');
  };
  const ask = (socket, event, payload) => socket.timeout(LIMIT_MS).emitWithAck(event, payload);
  const publish = (text) =>
    fetch(cluster.url + '/api/rooms/general/publish', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + token },
      body: new URLSearchParams({ message: text }),
    });
  const message = (text) => ({ roomId: room.id, clientMessageId: randomUUID(), text });

  beforeAll(async () => {
    cluster = await startCluster({ count: 3, environment: limits });
    token = (await enter()).token;
    const answer = await fetch(cluster.url + '/api/rooms', { headers: { authorization: 'Bearer ' + token } });
    room = (await answer.json()).items.find(({ slug }) => slug === 'general');
  }, 90_000);

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });

  afterAll(async () => {
    await cluster?.stop();
    if (cluster) expect(existsSync(cluster.directory)).toBe(false);
  }, 30_000);

  it('answers 20 requests from every node in turn, each with its own name', async () => {
    const seen = [];
    for (let count = 0; count < 20; count += 1) {
      const answer = await fetch(cluster.url + '/api/instance', { headers: { 'x-instance-id': 'made-up' } });
      expect((await answer.json()).instanceId).toBe(answer.headers.get('x-instance-id'));
      seen.push(answer.headers.get('x-instance-id'));
    }
    expect([...new Set(seen)].sort()).toEqual(NAMES);
    for (const name of NAMES) expect(seen.filter((one) => one === name).length).toBeGreaterThanOrEqual(6);
  });

  it('opens web sockets on every node, without keeping anybody to one', async () => {
    const { token: own } = await enter();
    const seen = [];
    for (let count = 0; count < 9; count += 1) seen.push((await open(own, ['websocket'])).instanceId);
    expect([...new Set(seen)].sort()).toEqual(NAMES);
  });

  it('brings a message from a socket on one node to a socket on the other', async () => {
    const [writer, reader] = await Promise.all([enter(), enter()]);
    const first = await openOn(writer.token, 'node-1');
    const second = await openOn(reader.token, 'node-2');
    await ask(second.socket, 'room:join', { roomId: room.id });
    await ask(first.socket, 'room:join', { roomId: room.id });
    const sent = message('from one node to the other');
    const arrival = next(
      second.socket,
      'message:created',
      (event) => event.message.clientMessageId === sent.clientMessageId,
    );
    const { data } = await ask(first.socket, 'message:send', sent);
    expect((await arrival).message).toMatchObject({
      id: data.message.id,
      text: sent.text,
      author: { id: first.user.id },
    });
  });

  it('keeps each long-polling session with its node, which hears what is written on another', async () => {
    const [writer, reader] = await Promise.all([enter(), enter()]);
    const polling = await open(reader.token, ['polling']);
    expect(polling.socket.io.engine.id.startsWith(polling.instanceId + '~')).toBe(true);
    const other = await openOn(
      writer.token,
      NAMES.find((name) => name !== polling.instanceId),
    );
    await ask(polling.socket, 'room:join', { roomId: room.id });
    for (let count = 0; count < 5; count += 1) {
      const sent = message('long polling ' + count);
      const arrival = next(
        polling.socket,
        'message:created',
        (event) => event.message.clientMessageId === sent.clientMessageId,
      );
      expect((await ask(other.socket, 'message:send', sent)).error).toBeUndefined();
      await arrival;
      expect((await ask(polling.socket, 'message:send', message('answer ' + count))).error).toBeUndefined();
    }
    expect(polling.socket.io.engine.transport.name).toBe('polling');
  });

  it('has long-polling sessions of one address on every node', async () => {
    const { token: own } = await enter();
    const opened = [];
    for (let count = 0; count < 6; count += 1) opened.push(await open(own, ['polling']));
    expect([...new Set(opened.map(({ instanceId }) => instanceId))].sort()).toEqual(NAMES);
    for (const { socket } of opened)
      expect((await ask(socket, 'room:join', { roomId: room.id })).error).toBeUndefined();
  });

  it('lets a session that began with polling move on to a web socket, on whichever node it began', async () => {
    const seen = new Set();
    for (let count = 0; count < 6; count += 1) {
      const { socket, instanceId } = await open(token, ['polling', 'websocket']);
      const engine = socket.io.engine;
      if (engine.transport.name !== 'websocket') await next(engine, 'upgrade');
      expect(engine.transport.name).toBe('websocket');
      expect((await ask(socket, 'room:join', { roomId: room.id })).error).toBeUndefined();
      seen.add(instanceId);
    }
    expect([...seen].sort()).toEqual(NAMES);
  });

  it('passes server-sent events on at once', async () => {
    const headers = { authorization: 'Bearer ' + token };
    const closing = new AbortController();
    const stream = await fetch(cluster.url + '/api/rooms/general/listen', {
      headers,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const sent = await publish('to the stream');
    expect(sent.status).toBe(201);
    let heard = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream.body) {
      heard += decoder.decode(chunk, { stream: true });
      if (heard.includes('to the stream')) break;
    }
    closing.abort();
    expect(heard).toContain('event: message:created');
  });

  it('refuses by itself in the form of the API, under its own name', async () => {
    const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' };
    const body = JSON.stringify({ text: 'x'.repeat(70_000), clientMessageId: randomUUID() });
    const large = await fetch(cluster.url + '/api/rooms/general/messages', { method: 'POST', headers, body });
    expect([large.status, large.headers.get('x-instance-id')]).toEqual([413, 'nginx']);
    expect(large.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await large.json()).toMatchObject({
      status: 413,
      code: 'too_large',
      requestId: large.headers.get('x-request-id'),
    });
    const broken = await sendRaw(new URL(cluster.url).port, 'GET / HTTP/1.1\r\nno colon\r\n\r\n');
    expect(broken).toMatch(/^HTTP\/1.1 400 /);
    expect(broken).toMatch(/\r\nX-Instance-Id: nginx\r\n/);
    expect(broken).toContain('"code":"invalid_payload"');
  });

  it('counts guests by the address that nginx saw, not by the one that they claim', async () => {
    const statuses = [];
    // More than one address may have in a minute; each claims to be another one.
    for (let count = 0; count < 60 && !statuses.includes(429); count += 1) {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.' + count };
      const answer = await fetch(cluster.url + '/api/session', { method: 'POST', headers, body: '{}' });
      statuses.push(answer.status);
      await answer.text();
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('says so in its own words when all nodes are gone', async () => {
    for (const name of NAMES) await cluster.killNode(name);
    const answer = await fetch(cluster.url + '/api/instance');
    expect([answer.status, answer.headers.get('x-instance-id'), answer.headers.get('retry-after')]).toEqual([
      503,
      'nginx',
      '1',
    ]);
    expect(await answer.json()).toMatchObject({ code: 'unavailable', status: 503 });
    const handshake = await fetch(cluster.url + '/socket.io/?EIO=4&transport=polling');
    expect([handshake.status, handshake.headers.get('x-instance-id')]).toEqual([503, 'nginx']);
    await expect(cluster.killNode('node-1')).rejects.toThrow('node-1 is not running.');
    await expect(cluster.killNode('node-4')).rejects.toThrow(
      'There is no node-4; the nodes are node-1, node-2, node-3.',
    );
  });
});
