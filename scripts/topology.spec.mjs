import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { findPrograms, startTopology } from './native-topology.mjs';

const { nginx, redis } = findPrograms();
const LIMIT_MS = 10_000;
/** Wide for what these tests do, but on: one of them is about whom they count. */
const limits = {
  LIMIT_SESSIONS_PER_MINUTE: '30',
  LIMIT_CONNECTS_PER_MINUTE: '1000',
  LIMIT_MESSAGES_PER_SECOND: '1000',
  LIMIT_MESSAGE_BURST: '1000',
};

/** The next payload of an event that fits, or an error that says what was waited for. */
function next(socket, event, isWanted = () => true) {
  return new Promise((resolve, reject) => {
    const settle = (result) => {
      clearTimeout(timer);
      socket.off(event, hear);
      return result;
    };
    const hear = (payload) => isWanted(payload) && settle(resolve(payload));
    const timer = setTimeout(() => settle(reject(new Error('No ' + event + ' within the limit.'))), LIMIT_MS);
    socket.on(event, hear);
  });
}

/** What nginx answers to bytes that no client library would send. */
function sendRaw(port, bytes) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error('No answer within the limit.')));
    socket
      .on('data', (chunk) => (answer += chunk))
      .on('end', () => resolve(answer))
      .on('error', reject);
  });
}

(nginx && redis ? describe : describe.skip)(
  'two nodes behind nginx (not run where nginx or redis-server is not installed)',
  () => {
    let topology;
    let room;
    let token;
    const sockets = [];

    const enter = async () => {
      const answer = await fetch(topology.url + '/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      return { ...(await answer.json()), status: answer.status };
    };
    const open = async (token, transports) => {
      const socket = io(topology.url, { transports, auth: { token }, forceNew: true, reconnection: false });
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
      fetch(topology.url + '/api/rooms/general/publish', {
        method: 'POST',
        headers: { authorization: 'Bearer ' + token },
        body: new URLSearchParams({ message: text }),
      });
    const message = (text) => ({ roomId: room.id, clientMessageId: randomUUID(), text });

    beforeAll(async () => {
      topology = await startTopology({ environment: limits });
      token = (await enter()).token;
      const answer = await fetch(topology.url + '/api/rooms', { headers: { authorization: 'Bearer ' + token } });
      room = (await answer.json()).items.find(({ slug }) => slug === 'general');
    }, 90_000);

    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.disconnect();
    });

    afterAll(async () => {
      await topology?.stop();
      if (topology) expect(existsSync(topology.directory)).toBe(false);
    }, 30_000);

    it('answers from both nodes in turn, each with its own name', async () => {
      const seen = [];
      for (let count = 0; count < 20; count += 1) {
        const answer = await fetch(topology.url + '/api/instance', { headers: { 'x-instance-id': 'made-up' } });
        expect((await answer.json()).instanceId).toBe(answer.headers.get('x-instance-id'));
        seen.push(answer.headers.get('x-instance-id'));
      }
      expect(new Set(seen)).toEqual(new Set(['node-1', 'node-2']));
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

    it('keeps a long-polling session with its node, which hears what is written on the other', async () => {
      const [writer, reader] = await Promise.all([enter(), enter()]);
      const polling = await open(reader.token, ['polling']);
      const others = ['node-1', 'node-2'].filter((id) => id !== polling.instanceId);
      const other = await openOn(writer.token, others[0]);
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

    it('lets a session that began with polling move on to a web socket', async () => {
      const { socket } = await open(token, ['polling', 'websocket']);
      const engine = socket.io.engine;
      if (engine.transport.name !== 'websocket') await next(engine, 'upgrade');
      expect(engine.transport.name).toBe('websocket');
      expect((await ask(socket, 'room:join', { roomId: room.id })).error).toBeUndefined();
    });

    it('passes server-sent events on at once', async () => {
      const headers = { authorization: 'Bearer ' + token };
      const closing = new AbortController();
      const stream = await fetch(topology.url + '/api/rooms/general/listen', {
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
      const large = await fetch(topology.url + '/api/rooms/general/messages', { method: 'POST', headers, body });
      expect([large.status, large.headers.get('x-instance-id')]).toEqual([413, 'nginx']);
      expect(large.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await large.json()).toMatchObject({
        status: 413,
        code: 'too_large',
        requestId: large.headers.get('x-request-id'),
      });
      const broken = await sendRaw(new URL(topology.url).port, 'GET / HTTP/1.1\r\nno colon\r\n\r\n');
      expect(broken).toMatch(/^HTTP\/1.1 400 /);
      expect(broken).toMatch(/\r\nX-Instance-Id: nginx\r\n/);
      expect(broken).toContain('"code":"invalid_payload"');
    });

    it('counts guests by the address that nginx saw, not by the one that they claim', async () => {
      const statuses = [];
      // More than one address may have in a minute; each claims to be another one.
      for (let count = 0; count < 60 && !statuses.includes(429); count += 1) {
        const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.' + count };
        const answer = await fetch(topology.url + '/api/session', { method: 'POST', headers, body: '{}' });
        statuses.push(answer.status);
        await answer.text();
      }
      expect(statuses.at(-1)).toBe(429);
    });

    it('goes on answering when one node is killed, and says so in its own words when both are', async () => {
      await topology.nodes[0].kill('SIGKILL');
      for (let count = 0; count < 10; count += 1) {
        const answer = await fetch(topology.url + '/api/instance');
        expect([answer.status, answer.headers.get('x-instance-id')]).toEqual([200, 'node-2']);
        await answer.text();
      }
      expect((await publish('to the node that is left')).status).toBe(201);
      await topology.nodes[1].kill('SIGKILL');
      const answer = await fetch(topology.url + '/api/instance');
      expect([answer.status, answer.headers.get('x-instance-id'), answer.headers.get('retry-after')]).toEqual([
        503,
        'nginx',
        '1',
      ]);
      expect(await answer.json()).toMatchObject({ code: 'unavailable', status: 503 });
    });
  },
);
