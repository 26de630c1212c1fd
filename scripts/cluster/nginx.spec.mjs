import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { where } from '@tertulia/testing';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNginx } from './nginx.mjs';
import { findPrograms, freePort } from './programs.mjs';

const { nginx } = findPrograms();
const HANDSHAKE = '/socket.io/?EIO=4&transport=polling';
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'a'.repeat(22) + '==',
};

/** What stands in for a node: says who it is, counts what it was asked, and can refuse or break off. */
class StandIn {
  asked = [];
  mode = 'answers';

  constructor(id) {
    this.id = id;
    this.server = createServer((incoming, response) => {
      incoming.resume();
      this.asked.push(incoming.method + ' ' + incoming.url.split('?')[0]);
      if (this.mode === 'breaks off') return incoming.socket.destroy();
      const isRefused = this.mode === 'refuses handshakes' && incoming.url.startsWith('/socket.io/');
      response.writeHead(isRefused ? 503 : 200, { 'x-instance-id': id, ...(isRefused && { 'retry-after': '2' }) });
      return response.end(id);
    });
    this.server.on('upgrade', (incoming, socket) => {
      this.asked.push('UPGRADE ' + incoming.url.split('?')[0]);
      socket.on('error', () => undefined);
      if (this.mode === 'refuses handshakes')
        socket.end('HTTP/1.1 503 Service Unavailable\r\nX-Instance-Id: ' + id + '\r\nContent-Length: 0\r\n\r\n');
      else
        socket.end(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Instance-Id: ' +
            id +
            '\r\n\r\n',
        );
    });
  }

  async start() {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.address = '127.0.0.1:' + this.server.address().port;
  }
}

where({ nginx }, describe)('where nginx leads sockets', () => {
  const nodes = ['node-1', 'node-2', 'node-3'].map((id) => new StandIn(id));
  const parts = [];
  let directory;
  let url;

  const ask = (path, options = {}) =>
    new Promise((resolve, reject) => {
      const outgoing = request(url + path, { agent: false, timeout: 10_000, ...options }, (answer) => {
        answer.resume();
        answer.on('end', () =>
          resolve({ status: answer.statusCode, node: answer.headers['x-instance-id'], headers: answer.headers }),
        );
      });
      outgoing.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve({ status: answer.statusCode, node: answer.headers['x-instance-id'], headers: answer.headers });
      });
      outgoing.on('error', reject);
      outgoing.end(options.method === 'POST' ? 'body' : undefined);
    });
  const askOften = async (times, path, options) => {
    const answers = [];
    for (let count = 0; count < times; count += 1) answers.push(await ask(path, options));
    return answers;
  };
  const nodesOf = (answers) => [...new Set(answers.map(({ node }) => node))].sort();
  const statusesOf = (answers) => [...new Set(answers.map(({ status }) => status))];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tertulia-door-'));
    chmodSync(directory, 0o755);
    await Promise.all(nodes.map((node) => node.start()));
    url = await startNginx({ program: nginx, directory, port: await freePort(), nodes, parts });
  });

  afterEach(() => {
    for (const node of nodes) Object.assign(node, { mode: 'answers', asked: [] });
  });

  afterAll(async () => {
    for (const part of parts) await part.stop();
    for (const { server } of nodes) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  it('begins them on every node in turn', async () => {
    for (const options of [{}, { headers: UPGRADE }])
      expect(nodesOf(await askOften(9, HANDSHAKE, options))).toEqual(['node-1', 'node-2', 'node-3']);
  });

  it('goes on with a session where its sid says that it began', async () => {
    for (const { id } of nodes) {
      const path = HANDSHAKE + '&sid=' + id + '~abcdefghij';
      const options = [{}, { method: 'POST' }, { headers: UPGRADE }];
      for (const one of options) expect(nodesOf(await askOften(4, path, one))).toEqual([id]);
    }
  });

  it.each(['node-9~abc', '127.0.0.1:1~abc', 'node-1', 'localhost~', 'node-11~abc'])(
    'never takes a sid for an address: %s goes to any node',
    async (sid) => {
      const answers = await askOften(6, HANDSHAKE + '&sid=' + encodeURIComponent(sid));
      expect(statusesOf(answers)).toEqual([200]);
      expect(nodesOf(answers)).toEqual(['node-1', 'node-2', 'node-3']);
    },
  );

  it('passes a handshake that a node refuses on to another one, and the node keeps its other requests', async () => {
    nodes[0].mode = 'refuses handshakes';
    for (const options of [{}, { headers: UPGRADE }]) {
      const answers = await askOften(12, HANDSHAKE, options);
      expect(statusesOf(answers)).toEqual([options.headers ? 101 : 200]);
      expect(nodesOf(answers)).toEqual(['node-2', 'node-3']);
    }
    expect(nodes[0].asked.length).toBeGreaterThan(4);
    expect(nodesOf(await askOften(9, '/api/instance'))).toEqual(['node-1', 'node-2', 'node-3']);
  });

  it('passes the refusal of all nodes on as it is, and nothing else suffers', async () => {
    for (const node of nodes) node.mode = 'refuses handshakes';
    const answers = await askOften(20, HANDSHAKE);
    expect(statusesOf(answers)).toEqual([503]);
    expect(nodesOf(answers)).not.toContain('nginx');
    expect(answers[0].headers['retry-after']).toBe('2');
    // Each was asked once for each handshake, no more.
    expect(nodes.map(({ asked }) => asked.length)).toEqual([20, 20, 20]);
    const others = await askOften(9, '/api/instance');
    expect([statusesOf(others), nodesOf(others)]).toEqual([[200], ['node-1', 'node-2', 'node-3']]);
  });

  it('never repeats a POST that a node may have taken', async () => {
    for (const node of nodes) node.mode = 'breaks off';
    for (const path of ['/api/rooms/general/messages', HANDSHAKE]) {
      const { status, node } = await ask(path, { method: 'POST' });
      expect([path, status, node]).toEqual([path, 503, 'nginx']);
      expect(nodes.flatMap(({ asked }) => asked)).toEqual(['POST ' + path.split('?')[0]]);
      for (const one of nodes) one.asked = [];
    }
    for (const node of nodes) node.mode = 'refuses handshakes';
    expect((await ask(HANDSHAKE, { method: 'POST' })).status).toBe(503);
    expect(nodes.flatMap(({ asked }) => asked)).toEqual(['POST /socket.io/']);
  });
});
