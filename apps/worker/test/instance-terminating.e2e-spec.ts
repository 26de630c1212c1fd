import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connect,
  createDatabase,
  enter,
  type FakeAutoScaling,
  request,
  startFakeAutoScaling,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Server } from 'node:net';
import { instanceTerminating } from '../src/handlers/instance-terminating.fixtures.js';
import { runEvent } from './run-event.js';

const SECRET = 'a secret of at least 32 characters!';
const { detail } = instanceTerminating;
let database: TestDatabase;
let leaving: TestServer;
let staying: TestServer;
let group: FakeAutoScaling;
let balancer: Server;
let balancerUrl: string;

const isReady = async (server: TestServer) => (await request(server.url, 'GET', '/api/health/ready')).status === 200;

/** Sends each new connection to the node that is leaving while that one is ready, as a load balancer does. */
async function startBalancer(): Promise<void> {
  balancer = createServer((socket) => {
    socket.on('error', () => undefined);
    void isReady(leaving).then((ready) => {
      const upstream = connectTcp(ready ? leaving.port : staying.port, '127.0.0.1');
      upstream.on('error', () => socket.destroy());
      socket.pipe(upstream).pipe(socket);
    });
  });
  balancer.listen(0, '127.0.0.1');
  await once(balancer, 'listening');
  const address = balancer.address();
  balancerUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

beforeAll(async () => {
  database = await createDatabase();
  const environment = { DATABASE_URL: database.url, LIMITS: 'off', JOBS_SECRET: SECRET, DRAIN_MS: '300' };
  leaving = await startServer({ ...environment, INSTANCE_ID: detail.EC2InstanceId });
  staying = await startServer({ ...environment, INSTANCE_ID: 'i-0fedcba0987654321' });
  group = await startFakeAutoScaling([detail.LifecycleActionToken]);
  await startBalancer();
});

afterAll(async () => {
  for (const server of [leaving, staying]) expect(server.errors()).toEqual([]);
  await Promise.all([leaving.stop(), staying.stop(), group.stop()]);
  balancer.close();
  await database.drop();
});

describe('an Auto Scaling group that terminates an instance', () => {
  it('waits until its clients are elsewhere, and goes on once', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => enter(leaving.url)));
    const sockets = await Promise.all(
      people.map(({ token }) => connect({ url: balancerUrl, token }, { reconnection: true })),
    );
    const nodesOf = () => sockets.map((socket) => socket.all('session:ready').map(({ instanceId }) => instanceId));
    expect(new Set(nodesOf().flat())).toEqual(new Set([detail.EC2InstanceId]));
    const environment = { ...group.environment, API_URL: staying.url, JOBS_SECRET: SECRET };
    const first = await runEvent('instance-terminating', instanceTerminating, environment);
    expect(first.output).toContain('The node is drained.');
    expect(first.code).toBe(0);
    expect(group.completed).toEqual([
      {
        Action: 'CompleteLifecycleAction',
        Version: '2011-01-01',
        AutoScalingGroupName: 'my-asg',
        LifecycleHookName: 'my-lifecycle-hook',
        LifecycleActionToken: detail.LifecycleActionToken,
        InstanceId: detail.EC2InstanceId,
        LifecycleActionResult: 'CONTINUE',
      },
    ]);
    // When the group was told, nobody was left on the node, and it was no longer ready.
    expect(sockets.every((socket) => socket.all('server:draining').length === 1)).toBe(true);
    expect(await isReady(leaving)).toBe(false);
    expect(await isReady(staying)).toBe(true);
    await waitFor('everybody elsewhere', () =>
      nodesOf().every((nodes) => nodes.length === 2 && nodes[1] === 'i-0fedcba0987654321'),
    );
    // EventBridge delivers at least once.
    const second = await runEvent('instance-terminating', instanceTerminating, environment);
    expect(second).toMatchObject({ code: 0, output: expect.stringContaining('went on before') });
    expect(group.completed).toHaveLength(1);
    expect(group.refused()).toBe(1);
    expect(sockets.every((socket) => socket.all('server:draining').length === 1)).toBe(true);
    for (const socket of sockets) socket.close();
  });

  it('is told at once when the secret is wrong, and the log says so without it', async () => {
    const token = '11111111-1111-4111-8111-111111111111';
    const other = await startFakeAutoScaling([token]);
    const event = {
      ...instanceTerminating,
      detail: { ...detail, LifecycleActionToken: token, EC2InstanceId: 'i-0fedcba0987654321' },
    };
    const secret = 'another secret of enough characters';
    const { code, output } = await runEvent('instance-terminating', event, {
      ...other.environment,
      API_URL: staying.url,
      JOBS_SECRET: secret,
    });
    expect(code).toBe(0);
    expect(output).toContain('"outcome":"refused"');
    expect(output).not.toContain(secret);
    expect(other.completed).toHaveLength(1);
    expect(await isReady(staying)).toBe(true);
    await other.stop();
  });
});
