import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NodeDrain, nodeDrainSchema, type Room, SIGNATURE_HEADER } from '@tertulia/contract';
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
import { sign } from '@tertulia/worker/signature';

const SECRET = 'a secret of at least 32 characters!';
let database: TestDatabase;
let servers: TestServer[] = [];
let keeper: TestServer;
let ana: HttpClient;

const start = async (name: string, environment: Record<string, string> = {}): Promise<TestServer> => {
  const server = await startServer({
    DATABASE_URL: database.url,
    LIMITS: 'off',
    JOBS_SECRET: SECRET,
    INSTANCE_ID: name,
    ...environment,
  });
  servers.push(server);
  return server;
};

beforeAll(async () => {
  database = await createDatabase();
  keeper = await start('keeper');
  ana = await enter(keeper.url, 'Ana');
});

afterAll(async () => {
  for (const server of servers) expect(server.errors()).toEqual([]);
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
  await database.drop();
});

const pathOf = (instance: string) => `/api/internal/nodes/${instance}/drain`;
const signed = (method: 'POST' | 'GET', instance: string, secret = SECRET, now = new Date()) => ({
  [SIGNATURE_HEADER]: sign(secret, `${method} ${pathOf(instance)}`, now),
});
const ask = async (method: 'POST' | 'GET', instance: string, at = keeper): Promise<NodeDrain['state']> => {
  const answer = await request(at.url, method, pathOf(instance), undefined, signed(method, instance));
  expect(answer.status).toBe(200);
  return nodeDrainSchema.parse(answer.body).state;
};
const isReady = async (server: TestServer) => (await request(server.url, 'GET', '/api/health/ready')).status === 200;

describe('ordering a node to drain', () => {
  it('needs a signature of the method and the path, made just now with the secret', async () => {
    const attempts = [
      {},
      { [SIGNATURE_HEADER]: 'nonsense' },
      signed('POST', 'node-x', 'another secret of enough characters'),
      signed('GET', 'node-x'),
      signed('POST', 'node-y'),
      signed('POST', 'node-x', SECRET, new Date(Date.now() - 600_000)),
    ];
    for (const headers of attempts) {
      const answer = await request(keeper.url, 'POST', pathOf('node-x'), undefined, headers);
      expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    expect(await ask('GET', 'node-x')).toBe('unknown');
    const odd = await request(keeper.url, 'POST', pathOf('a%20b'), undefined, signed('POST', 'a b'));
    expect(odd.status).toBe(400);
  });

  it('is not there without a secret', async () => {
    const open = await startServer({ DATABASE_URL: database.url, INSTANCE_ID: 'open' });
    for (const method of ['POST', 'GET'] as const) {
      const answer = await request(open.url, method, pathOf('open'), undefined, signed(method, 'open'));
      expect(problemOf(answer).code).toBe('not_found');
    }
    await open.stop();
  });

  it('sends its sockets and streams elsewhere, in batches, and says when that is done', async () => {
    const node = await start('leaving', { DRAIN_MS: '400' });
    const room = (await ana.post<Room>('/api/rooms', { name: 'Drain' })).body;
    const people = await Promise.all(Array.from({ length: 12 }, () => enter(node.url)));
    const sockets = await Promise.all(people.map((person) => connect(person)));
    const stream = await fetch(`${node.url}/api/rooms/${room.id}/listen`, {
      headers: { authorization: `Bearer ${ana.token}` },
    });
    const neighbour = await connect(ana);
    // Another node passes the order on.
    expect(await ask('POST', 'leaving')).toBe('ordered');
    await waitFor('red', async () => !(await isReady(node)));
    await waitFor('the word', () => sockets.every((socket) => socket.all('server:draining').length > 0));
    await waitFor('the closes', () => sockets.every(({ socket }) => !socket.connected));
    expect(new Set(sockets.map((socket) => socket.all('server:draining')[0]?.reconnectInMs)).size).toBeGreaterThan(3);
    await waitFor('drained', async () => (await ask('GET', 'leaving')) === 'drained');
    // The stream has ended; its reader is at the end.
    expect(await stream.text()).toContain('hello');
    const [person] = people;
    if (!person) throw new Error('Nobody entered.');
    await expect(connect(person)).rejects.toThrow();
    (await connect({ url: keeper.url, token: person.token })).close();
    // What is no socket is still answered, and the other node noticed nothing.
    expect((await person.get('/api/me')).status).toBe(200);
    expect(await isReady(keeper)).toBe(true);
    expect(neighbour.socket.connected).toBe(true);
    expect(neighbour.all('server:draining')).toEqual([]);
    neighbour.close();
    // The same order again changes nothing; a stop goes on as usual.
    expect(await ask('POST', 'leaving')).toBe('drained');
    expect(await node.kill('SIGTERM')).toBe(0);
  });

  it('begins at once on the node that is asked itself', async () => {
    const node = await start('self');
    expect(['ordered', 'drained']).toContain(await ask('POST', 'self', node));
    await waitFor('drained', async () => (await ask('GET', 'self', node)) === 'drained');
    expect(await isReady(node)).toBe(false);
  });

  it('is not heard by a node that began anew under the name', async () => {
    expect(await ask('POST', 'reborn')).toBe('ordered');
    const node = await start('reborn');
    expect(await ask('GET', 'reborn')).toBe('unknown');
    const socket = await connect({ url: node.url, token: ana.token });
    // A node that looks as often has been through several looks by the time another is drained.
    const other = await start('other');
    expect(await ask('POST', 'other')).toBe('ordered');
    await waitFor('drained', async () => (await ask('GET', 'other')) === 'drained');
    expect(await isReady(other)).toBe(false);
    expect(await isReady(node)).toBe(true);
    expect(socket.all('server:draining')).toEqual([]);
    // A new order counts.
    expect(await ask('POST', 'reborn')).toBe('ordered');
    await waitFor('the word', () => socket.all('server:draining').length > 0);
    socket.close();
  });

  it('for a node that nobody knows stays ordered', async () => {
    expect(await ask('POST', 'i-0123456789abcdef0')).toBe('ordered');
    expect(await ask('POST', 'i-0123456789abcdef0')).toBe('ordered');
    expect(await ask('GET', 'i-0123456789abcdef0')).toBe('ordered');
    await database.query(`UPDATE node_drain SET ordered_at = now() - interval '2 hours', drained_at = now()
                          WHERE instance_id = 'i-0123456789abcdef0'`);
    expect(await ask('POST', 'i-0123456789abcdef0')).toBe('ordered');
  });

  it('is finished by a stop that comes meanwhile', async () => {
    const node = await start('hurried', { DRAIN_MS: '3000' });
    const socket = await connect({ url: node.url, token: ana.token });
    expect(await ask('POST', 'hurried')).toBe('ordered');
    await waitFor('the word', () => socket.all('server:draining').length > 0);
    expect(await node.kill('SIGTERM')).toBe(0);
    await waitFor('the close', () => !socket.socket.connected);
    await waitFor('drained', async () => (await ask('GET', 'hurried')) === 'drained');
  });
});
