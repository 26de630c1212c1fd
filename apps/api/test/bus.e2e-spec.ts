import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findRedis, startRedis, type TestRedis, waitFor, where } from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { PubSubCarrier } from '../src/realtime/pub-sub-carrier.js';
import { RedisBus } from '../src/realtime/redis-bus.js';
import type { NodeMessage } from '../src/realtime/message-bus.js';
import { createLog } from '../src/common/log.js';

const describeWithRedis = where({ redis: findRedis() }, describe);

const log = createLog({ LOG_LEVEL: 'error', NODE_ENV: 'test' }, 'test');

let redis: TestRedis;
let buses: RedisBus[];

function open(url = redis.url): { bus: RedisBus; heard: NodeMessage[]; timesReady: () => number } {
  const bus = new RedisBus(randomUUID(), (events) => new PubSubCarrier(url, events, log));
  const heard: NodeMessage[] = [];
  let ready = 0;
  bus.subscribe((message) => heard.push(message));
  bus.onReady(() => (ready += 1));
  buses.push(bus);
  return { bus, heard, timesReady: () => ready };
}

const ended = (sessionId: string): NodeMessage => ({ kind: 'session-ended', sessionId });

describeWithRedis('the bus between nodes', () => {
  beforeEach(async () => {
    buses = [];
    redis = await startRedis();
  });

  afterEach(async () => {
    redis.kill('SIGCONT');
    await Promise.all(buses.map((bus) => bus.close()));
    await redis.stop();
  });

  it('takes what is published within one turn to the others, in order, and not back', async () => {
    const [one, other] = [open(), open()];
    await waitFor('both', () => one.bus.isHealthy && other.bus.isHealthy);
    const ids = Array.from({ length: 500 }, (_, index) => `${index} "\n" é`);
    for (const id of ids) one.bus.publish(ended(id));
    await waitFor('the last', () => other.heard.length >= ids.length);
    expect(other.heard).toEqual(ids.map(ended));
    expect(one.heard).toEqual([]);
  });

  it('passes over what is not of it', async () => {
    const { bus, heard } = open();
    await waitFor('the bus', () => bus.isHealthy);
    const client = new Redis(redis.url);
    const channels = await client.pubsub('CHANNELS');
    for (const text of ['', 'x', 'x\nnot json', 'x\n{"kind":"made up"}', `x\n${JSON.stringify(ended('last'))}`])
      await client.publish(String(channels[0]), text);
    client.disconnect();
    await waitFor('the last', () => heard.length > 0);
    expect(heard).toEqual([ended('last')]);
  });

  it.each(['SIGSTOP', 'SIGKILL'] as const)('notices that Redis is gone by %s, and that it is back', async (signal) => {
    const { bus, timesReady } = open();
    await waitFor('the bus', () => bus.isHealthy);
    redis.kill(signal);
    await waitFor('the loss', () => !bus.isHealthy);
    expect(timesReady()).toBe(1);
    if (signal === 'SIGSTOP') redis.kill('SIGCONT');
    else await redis.restart();
    await waitFor('the return', () => bus.isHealthy);
    expect(timesReady()).toBe(2);
  });

  it('notices a subscriber whose line is open and silent, and opens another one', async () => {
    const line = await openLine(Number(new URL(redis.url).port));
    const { bus } = open(line.url);
    await waitFor('the bus', () => bus.isHealthy);
    line.silence();
    await waitFor('the loss', () => !bus.isHealthy);
    await waitFor('the return over new connections', () => bus.isHealthy);
    await line.close();
  });

  it('is ready again after Redis closed a subscriber that had too much unread', async () => {
    const client = new Redis(redis.url);
    await client.config('SET', 'client-output-buffer-limit', 'pubsub 200kb 200kb 1');
    const { bus, timesReady } = open();
    await waitFor('the bus', () => bus.isHealthy);
    const channels = await client.pubsub('CHANNELS');
    // More than the limit in one turn of Redis, which it cannot have sent in between.
    const flood = `for i = 1, 60 do redis.call('publish', ARGV[1], string.rep('-', 100000)) end`;
    await client.eval(flood, 0, String(channels[0]));
    client.disconnect();
    await waitFor('the return', () => timesReady() > 1 && bus.isHealthy);
  });
});

/** A line to Redis on which the connections that are there can fall silent; later ones work. */
async function openLine(port: number) {
  const pairs = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      pairs.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    silence: () => {
      for (const socket of pairs) {
        socket.unpipe();
        socket.pause();
      }
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of pairs) socket.destroy();
      }),
  };
}
