import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connect,
  createDatabase,
  enter,
  freePort,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';

interface Seen {
  nodes: {
    instanceId: string;
    version: string;
    state: string;
    startedAt: string;
    figures: { sockets: number; rooms: number; rssBytes: number; operatorsAt: string | null };
  }[];
  sums: { nodes: number; sockets: number; versions: string[] };
}

let database: TestDatabase;
let operators: string;
let a: TestServer;
let b: TestServer;

const start = (name: string, more: Record<string, string> = {}) =>
  startServer({ DATABASE_URL: database.url, LIMITS: 'off', INSTANCE_ID: name, DRAIN_MS: '8000', ...more });
const seen = async () => (await request<Seen>(operators, 'GET', '/nodes.json')).body;
const find = async (name: string) => (await seen()).nodes.find((node) => node.instanceId === name);
const page = async (query = '') => (await request<string>(operators, 'GET', `/nodes${query}`)).body;

beforeAll(async () => {
  database = await createDatabase();
  const port = await freePort();
  operators = `http://127.0.0.1:${port}`;
  [a, b] = [await start('node-a', { METRICS_PORT: String(port) }), await start('node-b', { DRAIN_DELAY_MS: '3000' })];
});

afterAll(async () => {
  for (const node of [a, b]) expect(node.errors()).toEqual([]);
  await Promise.all([a.stop(), b.kill('SIGKILL')]);
  await database.drop();
});

describe('the page of nodes', () => {
  it('lists all nodes of the database with what they said, whichever of them is asked', async () => {
    const rui = await enter(b.url, 'Rui');
    const socket = await connect(rui);
    const other = await waitFor('the socket on the other node', async () => {
      const node = await find('node-b');
      return node?.figures.sockets === 1 ? node : undefined;
    });
    expect(other).toMatchObject({ state: 'ready', figures: { operatorsAt: null } });
    expect(other.figures.rssBytes).toBeGreaterThan(10_000_000);
    expect(await find('node-a')).toMatchObject({ state: 'ready', figures: { sockets: 0, operatorsAt: operators } });
    const { sums } = await seen();
    expect(sums).toMatchObject({ nodes: 2, sockets: 1, versions: [other.version] });
    const html = await page();
    expect(html).toContain('<caption>2 nodes.');
    expect(html).toContain('node-b');
    expect(html).not.toContain('<script');
    for (const secret of [rui.user.handle, rui.user.id]) expect(html).not.toContain(secret);
    socket.close();
  });

  it('refreshes itself, and holds still for whoever asks', async () => {
    expect(await page()).toContain('http-equiv="refresh"');
    expect(await page('?still')).not.toContain('http-equiv="refresh"');
  });

  it('is not on the public port', async () => {
    for (const path of ['/nodes.json', '/api/nodes'])
      expect((await request(a.url, 'GET', path)).status).toBeGreaterThanOrEqual(404);
  });

  it('says when a node sends its clients elsewhere, and forgets it once it has stopped', async () => {
    await connect(await enter(b.url, 'Eva'));
    const stopped = b.stop();
    await waitFor('the drain', async () => (await find('node-b'))?.state === 'draining');
    await stopped;
    expect(await find('node-b')).toBeUndefined();
  });

  it('shows a killed node as silent and leaves it out of the sums, until a day has passed', async () => {
    b = await start('node-b');
    const first = await waitFor('the new process', () => find('node-b'));
    await b.kill('SIGKILL');
    const age = (time: string) =>
      database.query(`UPDATE node_status SET seen_at = seen_at - $1::interval WHERE instance_id = 'node-b'`, [time]);
    await age('17 seconds');
    expect(await find('node-b')).toMatchObject({ state: 'silent', startedAt: first.startedAt });
    expect((await seen()).sums.nodes).toBe(1);
    expect(await page()).toContain('silent since');
    await age('1 day');
    await waitFor('the end of the line', async () => (await find('node-b')) === undefined);
  });

  it('begins anew for a new process of the same name', async () => {
    b = await start('node-b');
    const first = await waitFor('the first process', () => find('node-b'));
    await b.kill('SIGKILL');
    b = await start('node-b');
    await waitFor('the second process', async () => {
      const node = await find('node-b');
      return node !== undefined && node.startedAt > first.startedAt;
    });
  });
});
