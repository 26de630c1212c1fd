import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../product.mjs';
import { findMissing, readOptions, readOrder } from './orders.mjs';

const run = (args, environment = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'cluster.mjs'), ...args], {
    env: environment,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, lines: stderr.trim().split('\n') };
};

describe('starting a cluster', () => {
  it('takes one to eight nodes, and a port', () => {
    expect(readOptions([])).toEqual({ count: 2, port: 8080 });
    expect(readOptions(['--nodes', '8', '--port', '9000'])).toEqual({ count: 8, port: 9000 });
  });

  it.each(['0', '9', '2.5', '-1', 'three', ''])('refuses %j nodes in one sentence', (nodes) => {
    expect(readOptions(['--nodes=' + nodes])).toEqual({
      problem: '--nodes takes a whole number from 1 to 8, not "' + nodes + '".',
    });
  });

  it.each([['--port=0'], ['--port=70000'], ['--port=http'], ['--node', '3'], ['3']])('refuses %s', (...args) => {
    expect(readOptions(args)).toEqual({ problem: expect.stringMatching(/^(--port takes|That was not understood)/) });
  });

  it('says which program it needs and how to get it', () => {
    expect(findMissing({ redis: '/bin/redis-server' }, {})).toContain('apt-get install nginx-light');
    expect(findMissing({ nginx: '/sbin/nginx' }, {})).toContain('apt-get install redis-server');
    expect(findMissing({ nginx: '/sbin/nginx', redis: '/bin/valkey-server' }, {})).toBeUndefined();
    expect(findMissing({ nginx: '/sbin/nginx' }, { REDIS_URL: 'redis://127.0.0.1:6379' })).toBeUndefined();
    expect(findMissing({}, { REDIS_URL: 'redis://127.0.0.1:6379' })).toContain('nginx');
  });

  it('ends with that one sentence, before it has started or installed anything', () => {
    const bare = run([], { PATH: '/nowhere' });
    expect([bare.status, bare.stdout, bare.lines.length]).toEqual([1, '', 1]);
    expect(bare.lines[0]).toMatch(/is not installed|need a Redis/);
    const many = run(['--nodes', '12'], { PATH: process.env.PATH });
    expect([many.status, many.stdout, many.lines]).toEqual([
      1,
      '',
      ['--nodes takes a whole number from 1 to 8, not "12".'],
    ]);
  });

  it('says that the port is in use', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address();
    const { status, lines } = run(['--port', String(port)], {
      PATH: process.env.PATH,
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    server.close();
    expect(status).toBe(1);
    expect(lines[0]).toMatch(/^(Port \d+ is in use; name another one with --port\.|nginx is not installed)/);
  });
});

describe('orders to a cluster that runs', () => {
  it('are restart, crash, nodes and stop', () => {
    expect(readOrder('restart')).toEqual({ order: 'restart' });
    expect(readOrder(' restart node-2 ')).toEqual({ order: 'restart', id: 'node-2' });
    expect(readOrder('crash 3')).toEqual({ order: 'crash', id: 'node-3' });
    expect(readOrder('nodes')).toEqual({ order: 'nodes' });
    expect(readOrder('stop')).toEqual({ order: 'stop' });
    expect(readOrder('')).toEqual({ order: 'none' });
  });

  it.each(['crash', 'stop node-1', 'nodes all', 'restart 1 2', 'delete'])('do not include %j', (line) => {
    expect(readOrder(line)).toEqual({ problem: expect.stringContaining('crash node-2') });
  });
});
