import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Room, routes } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { connect as connectTcp } from 'node:net';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let room: Room;
const FRIEND = 'https://chat.example.com';

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({
    DATABASE_URL: database.url,
    LIMITS: 'off',
    INSTANCE_ID: 'node-under-test',
    ALLOWED_ORIGINS: FRIEND,
  });
  ana = await enter(server.url, 'Ana');
  room = (await ana.post<Room>('/api/rooms', { name: 'Edges' })).body;
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

/** Writes raw bytes and gives what came back until the server closes, or `until` is satisfied. */
function raw(text: string, until: (answer: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(server.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (until(answer)) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error) => (answer ? resolve(answer) : reject(error)));
  });
}

const upgrade = (path: string, ...headers: string[]) =>
  raw(
    [
      `GET ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
      '',
      '',
    ].join('\r\n'),
    (answer) => answer.startsWith('HTTP/1.1 101') && answer.includes('\r\n\r\n'),
  );
const SOCKET = '/socket.io/?EIO=4&transport=websocket';
const statusOf = (answer: string) => Number(answer.slice(9, 12));

describe('X-Instance-Id', () => {
  it('is on every kind of HTTP answer, whatever a client sends under its name', async () => {
    const bearer = { authorization: `Bearer ${ana.token}` };
    const answers = await Promise.all([
      request(server.url, 'GET', '/api/instance'),
      request(server.url, 'HEAD', '/api/instance'),
      request(server.url, 'POST', '/api/session'),
      request(server.url, 'POST', '/api/rooms', '{', { ...bearer, 'content-type': 'application/json' }),
      request(server.url, 'GET', '/api/me'),
      request(server.url, 'GET', '/api/nothing'),
      request(server.url, 'GET', '/nothing'),
      request(server.url, 'POST', '/api/rooms', 'x', { ...bearer, 'content-type': 'text/plain' }),
      request(server.url, 'POST', '/api/rooms', { name: 'x'.repeat(70_000) }, bearer),
      request(server.url, 'OPTIONS', '/api/rooms', undefined, { origin: FRIEND }),
      request(server.url, 'OPTIONS', '/api/rooms', undefined, { origin: 'https://evil.test' }),
      request(server.url, 'DELETE', '/api/rooms/general', undefined, bearer),
      request(server.url, 'GET', '/api/docs'),
      request(server.url, 'GET', '/socket.io/?EIO=4&transport=polling'),
      request(server.url, 'GET', '/socket.io/?EIO=4&transport=polling', undefined, { origin: 'https://evil.test' }),
      request(server.url, 'GET', '/api/instance', undefined, { 'X-Instance-Id': 'forged' }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([
      200, 200, 201, 400, 401, 404, 404, 415, 413, 204, 204, 403, 200, 200, 403, 200,
    ]);
    for (const answer of answers) {
      expect(answer.headers.get('x-instance-id')).toBe('node-under-test');
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w.:-]{1,64}$/);
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/X-Instance-Id/);
    }
  });

  it('is on the upgrade, on refused upgrades, and on what is no HTTP', async () => {
    const answers = await Promise.all([
      upgrade(SOCKET),
      upgrade(SOCKET, 'Origin: https://evil.test'),
      upgrade('/elsewhere'),
      raw('NONSENSE\r\n\r\n'),
      raw(`GET /api/instance HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(40_000)}\r\n\r\n`),
    ]);
    expect(answers.map(statusOf)).toEqual([101, 400, 404, 400, 431]);
    for (const answer of answers) expect(answer).toMatch(/\r\nX-Instance-Id: node-under-test\r\n/);
  });

  it('is what the socket and the instance route say', async () => {
    const socket = await connect(ana);
    expect(socket.all('session:ready')[0]?.instanceId).toBe('node-under-test');
    socket.close();
    const { body } = await request<{ instanceId: string; uptimeSeconds: number }>(server.url, 'GET', '/api/instance');
    expect(body.instanceId).toBe('node-under-test');
  });

  it('keeps a sane request id and replaces any other', async () => {
    const kept = await request(server.url, 'GET', '/api/me', undefined, { 'x-request-id': 'trace-1.a:b' });
    expect(kept.headers.get('x-request-id')).toBe('trace-1.a:b');
    expect(problemOf(kept).requestId).toBe('trace-1.a:b');
    const replaced = await request(server.url, 'GET', '/api/me', undefined, { 'x-request-id': 'a b <script>' });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('origins', () => {
  it('N1, N2: refuses a socket from any origin but the exact ones', async () => {
    for (const origin of [
      'https://evil.test',
      `${FRIEND}.evil.tld`,
      'https://chat.example.com:444',
      'http://chat.example.com',
      'null',
      'file://',
    ]) {
      expect({ origin, status: statusOf(await upgrade(SOCKET, `Origin: ${origin}`)) }).toEqual({ origin, status: 400 });
      const polling = await request(server.url, 'GET', '/socket.io/?EIO=4&transport=polling', undefined, { origin });
      expect(polling.status).toBe(403);
    }
    expect(statusOf(await upgrade(SOCKET, `Origin: ${FRIEND}`))).toBe(101);
    expect(statusOf(await upgrade(SOCKET, 'Origin: http://127.0.0.1'))).toBe(101);
  });

  it('N3: takes a request without Origin only with a bearer token, never with a cookie', async () => {
    expect(
      (await request(server.url, 'GET', '/api/me', undefined, { cookie: `token=${ana.token}; session=${ana.token}` }))
        .status,
    ).toBe(401);
    expect((await ana.get('/api/me')).status).toBe(200);
  });

  it('N4: gives a foreign page no CORS headers and lets it change nothing', async () => {
    const preflight = await request(server.url, 'OPTIONS', '/api/rooms', undefined, {
      origin: 'https://evil.test',
      'access-control-request-method': 'POST',
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const before = await database.query('SELECT count(*) FROM room');
    const change = await ana.post('/api/rooms', { name: 'From afar' }, { origin: 'https://evil.test' });
    expect(problemOf(change)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await database.query('SELECT count(*) FROM room')).toEqual(before);
    const allowed = await ana.get('/api/me', { origin: FRIEND });
    expect(allowed.headers.get('access-control-allow-origin')).toBe(FRIEND);
  });
});

describe('requests that are not in order', () => {
  it('N5: refuses bodies that are not JSON', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const answer = await ana.post('/api/rooms', 'name=x', { 'content-type': type });
      expect(problemOf(answer)).toMatchObject({ status: 415, code: 'unsupported_media' });
    }
  });

  it('N6: knows no other methods, and GET changes nothing', async () => {
    expect((await ana.get('/api/stream-ticket')).status).toBe(404);
    expect((await ana.send('PUT', '/api/rooms', {})).status).toBe(404);
    expect(statusOf(await raw('TRACE /api/rooms HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))).toBe(404);
    expect(statusOf(await raw('BREW /api/rooms HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))).toBe(400);
  });

  it('N17: refuses a body and a frame over 64 KiB, and hurts nobody else', async () => {
    const [victim, neighbour] = [await connect(ana), await connect(ana)];
    victim.socket.emit('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: 'x'.repeat(66_000) });
    await waitFor('the close', () => !victim.socket.connected);
    expect(neighbour.socket.connected).toBe(true);
    await neighbour.do('room:join', { roomId: room.id });
    expect(
      problemOf(
        await ana.post(`/api/rooms/${room.id}/messages`, { text: 'x'.repeat(66_000), clientMessageId: randomUUID() }),
      ).code,
    ).toBe('too_large');
    neighbour.close();
  });

  it('N18: survives malformed frames, deep JSON and poisoned keys', async () => {
    const neighbour = await connect(ana);
    for (const packet of [
      '40',
      '4',
      '42',
      '42[',
      '42[]',
      '42{}',
      '42["x"',
      '4299999999999999999["room:join",{}]',
      '451-["x",{"_placeholder":true,"num":0}]',
      '4511-["x"]',
      '451000000-["x"]',
      '42["disconnect"]',
      '42["connect"]',
      '49',
      '3x',
      '\u0000',
      '42/none,["x"]',
      '5',
      '6',
    ]) {
      const socket = await connect(ana);
      const webSocket: unknown = Reflect.get(Reflect.get(socket.socket.io, 'engine') as object, 'transport');
      const ws: unknown = Reflect.get(webSocket as object, 'ws');
      Reflect.apply(Reflect.get(ws as object, 'send') as (data: string) => void, ws, [packet]);
      await Promise.race([
        socket.askAnything('room:leave', { roomId: room.id }),
        waitFor('its close', () => !socket.socket.connected),
      ]).catch(() => undefined);
      socket.close();
    }
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect((await ana.post('/api/rooms', `{"name":${deep}}`, { 'content-type': 'application/json' })).status).toBe(400);
    for (const body of [
      '{"name":"x","__proto__":{"isAdmin":true}}',
      '{"name":"x","constructor":{"prototype":{"isAdmin":true}}}',
    ]) {
      expect((await ana.post('/api/rooms', body, { 'content-type': 'application/json' })).status).toBe(400);
    }
    expect(
      await neighbour.askAnything(
        'message:send',
        JSON.parse(`{"__proto__":{"a":1},"roomId":"${room.id}","text":"x","clientMessageId":"${randomUUID()}"}`),
      ),
    ).toMatchObject({});
    expect((await neighbour.do('room:join', { roomId: room.id })).room.id).toBe(room.id);
    neighbour.close();
  });

  it('N7, N45: closes handshakes that never sign in, and other people do not notice', async () => {
    const idle = Array.from({ length: 50 }, () => connectTcp(server.port, '127.0.0.1'));
    for (const socket of idle)
      socket.on('error', () => undefined).write('GET /api/instance HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const silent = await raw(
      [
        `GET ${SOCKET} HTTP/1.1`,
        'Host: x',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '',
        '',
      ].join('\r\n'),
    );
    // The raw answer ends when the server closes: after the handshake, without anything of the chat.
    expect(silent).toMatch(/^HTTP\/1.1 101 /);
    expect(silent).not.toMatch(/session:ready/);
    expect((await ana.get('/api/me')).status).toBe(200);
    for (const socket of idle) socket.destroy();
  });

  it('N38: takes no object, array or SQL where a text is expected', async () => {
    for (const path of [
      "/api/rooms/x'%20OR%201=1--",
      '/api/rooms/%00',
      '/api/rooms/..%2f..%2fetc',
      '/api/rooms?q=%00',
      `/api/rooms/${'x'.repeat(150)}`,
    ]) {
      expect({ path, status: (await ana.get(path)).status }).toEqual({ path, status: 400 });
    }
    expect((await ana.get('/api/rooms?q[]=x')).status).toBe(400);
    expect((await ana.get(`/api/rooms/${room.id}/changes?after[$gt]=0`)).status).toBe(400);
  });

  it('N40, N41: serves no file but its own, and never the page for a missing one', async () => {
    for (const path of [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/none.js',
      '/assets/../../package.json',
      '/.env',
      '/api/x/y',
      '/socket.io.js',
      '/media/none.png',
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect({ path, ok: [404, 400].includes(statusOf(answer)) }).toEqual({ path, ok: true });
      expect(answer).not.toMatch(/"version"|root:/);
      if (path.startsWith('/assets') || path.startsWith('/api')) expect(answer).not.toMatch(/<!doctype html>/i);
    }
  });

  // That metrics stay inside is said of the server in production: metrics.e2e-spec.ts.
  it('N42: says little of its health', async () => {
    const live = await request(server.url, 'GET', '/api/health/live');
    expect(live).toMatchObject({ status: 200, body: 'ok\n' });
    const ready = await request(server.url, 'GET', '/api/health/ready');
    expect(ready).toMatchObject({
      status: 200,
      body: 'node: ok\nevent loop: ok\ndatabase: ok\ncache: ok (in this process)\nwork: off\n',
    });
  });

  it('answers a path that cannot be decoded like any other mistake, and quotes nothing of it', async () => {
    for (const path of ['/api/rooms/%E0%A4%A/messages', '/api/rooms/%ff', '/%']) {
      const answer = await ana.get(path);
      expect({ path, ...problemOf(answer) }).toMatchObject({ path, status: 400, code: 'invalid_payload' });
      expect(JSON.stringify(answer.body)).not.toMatch(/%|FST/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-instance-id')).toBe('node-under-test');
    }
  });

  it('N43, N44: keeps errors and names on one line and out of answers', async () => {
    const odd = await enter(server.url, 'x\r\ninjected: yes');
    expect(odd.user.displayName).toBe('x injected: yes');
    await database.query('ALTER TABLE stream_ticket RENAME TO hidden_secret_table');
    const answer = await ana.post('/api/stream-ticket', {});
    await database.query('ALTER TABLE hidden_secret_table RENAME TO stream_ticket');
    expect(problemOf(answer)).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(answer.body)).not.toMatch(/stream_ticket|select|insert/i);
    const logged = server.errors();
    expect(logged).toHaveLength(1);
    expect(logged[0]).not.toContain(ana.token);
    // The one error that this test made itself.
    const others = server;
    server = { ...others, errors: () => others.errors().filter((line) => line !== logged[0]) };
  });

  it('answers what is not built yet with 404, not with a stub', async () => {
    for (const [method, path] of [['GET', '/api/me/export']] as const) {
      const answer = await ana.send(method, path, method === 'GET' ? undefined : {});
      expect({ path, code: problemOf(answer).code }).toEqual({ path, code: 'not_found' });
    }
  });
});

describe('the description of the API', () => {
  it('lists exactly what is served', async () => {
    const { body } = await request<{ paths: Record<string, Record<string, unknown>> }>(
      server.url,
      'GET',
      '/api/openapi.json',
    );
    const described = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      routes.map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`).sort(),
    );
    for (const route of routes) {
      const path = route.path
        .replace(':room', room.slug)
        .replace(':id', randomUUID())
        .replace(':code', 'x'.repeat(22))
        .replace(':emoji', encodeURIComponent('👍'));
      // A stream that needs no token would not end.
      const method = route.path.endsWith('/listen') ? 'HEAD' : route.method;
      const answer = await request(server.url, method, path, undefined, {});
      const needsToken = answer.headers.get('www-authenticate') === 'Bearer';
      expect({ route: route.path, needsToken }).toEqual({
        route: route.path,
        needsToken: route.authenticated,
      });
    }
  });

  it('has the socket events and an interactive page', async () => {
    const { body } = await request<{ operations: object; channels: { socket: { messages: object } } }>(
      server.url,
      'GET',
      '/api/asyncapi.json',
    );
    expect(Object.keys(body.channels.socket.messages)).toEqual(
      expect.arrayContaining(['message:send', 'message:created', 'typing:start', 'session:ready', 'room:position']),
    );
    expect((await request(server.url, 'GET', '/api/docs')).body).toMatch('swagger-ui-bundle.js');
    expect((await request(server.url, 'GET', '/api/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect((await request(server.url, 'GET', '/api/docs/..%2fpackage.json')).status).toBe(404);
  });
});
