import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor, where } from '@tertulia/testing';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { judge } from '../../apps/bench/src/checker/judge.js';
import { ChatClient } from '../../apps/bench/src/clients/chat-client.js';
import { readDatabaseLogs } from '../../apps/bench/src/lab/database-log.js';
import { areCaughtUpWithin, readClientLogs, readHttpLog } from '../../apps/bench/src/lab/final-logs.js';
import { Random } from '../../apps/bench/src/clients/random.js';
import { Recorder } from '../../apps/bench/src/clients/recorder.js';
import { root } from '../product.mjs';
import { findPrograms, freePort } from './programs.mjs';
import { startCluster } from './start-cluster.mjs';

const { nginx, redis } = findPrograms();
const SEED = 20_261_121;
const PEOPLE = 9;
const HEALING_MS = 30_000;
/** Between two messages of a person, so that the machine has time for nodes that start. */
const PAUSE_MS = 40;
const open = { LIMITS: 'off', JOBS_DRIVER: 'off', LOG_LEVEL: 'warn', DRAIN_MS: '500' };
const describeWithPrograms = where({ nginx, redis }, describe);

/** People in one room who write until they are told to stop, and what the judge says about it all. */
class Company {
  recorder = new Recorder();
  clients = [];
  #isOver = false;
  #writing = [];

  constructor(cluster) {
    this.cluster = cluster;
  }

  async gather() {
    const random = new Random(SEED);
    for (let number = 1; number <= PEOPLE; number += 1) {
      const name = 'person-' + number;
      const options = { name, baseUrl: this.cluster.url, recorder: this.recorder, random: random.fork(name) };
      const client = new ChatClient(options);
      this.clients.push(client);
      await client.enter();
    }
    this.room = (await this.clients[0].createRoom('Company ' + Date.now())).id;
    for (const client of this.clients) client.follow(this.room);
    await waitFor('everybody to be in', () => this.clients.every(({ views }) => views[0].position !== null));
    this.#writing = this.clients.map(async (client) => {
      for (let count = 1; !this.#isOver; count += 1) {
        await client.send(this.room, client.name + ' ' + count);
        await rest(PAUSE_MS);
      }
    });
  }

  get acknowledged() {
    return this.recorder.totals.acknowledged;
  }

  /** Waits until so many more messages were stored than there are now. */
  async heard(more) {
    const before = this.acknowledged;
    await waitFor(more + ' more messages', () => this.acknowledged >= before + more, HEALING_MS);
  }

  async judged(minimums) {
    this.#isOver = true;
    await Promise.all(this.#writing);
    const truth = await readDatabaseLogs(this.cluster.database, [this.room]);
    expect(await areCaughtUpWithin(HEALING_MS, this.clients, truth)).toBe(true);
    const own = this.clients.flatMap((client) => readClientLogs(client, 'client'));
    this.recorder.logs.push(...truth, ...own, await readHttpLog(this.clients[0].api, 'history', this.room));
    return judge(this.recorder, minimums);
  }

  leave() {
    this.#isOver = true;
    for (const client of this.clients) client.close();
  }
}

describeWithPrograms('a cluster of three nodes under people who write', () => {
  let cluster;
  let company;
  const deaths = [];

  beforeAll(async () => {
    cluster = await startCluster({ count: 3, environment: open, onDeath: (line) => deaths.push(line) });
  }, 90_000);

  beforeEach(async () => {
    company = new Company(cluster);
    await company.gather();
  });

  afterEach(() => company.leave());

  afterAll(async () => {
    await cluster?.stop();
    expect(deaths).toEqual([]);
  }, 30_000);

  it('answers everything that may be asked twice while a node is killed, and its people are whole elsewhere', async () => {
    const statuses = [];
    let isOver = false;
    const { token } = await (await fetch(cluster.url + '/api/session', { method: 'POST' })).json();
    const headers = { authorization: 'Bearer ' + token };
    const asking = ['/api/instance', '/api/rooms/general', '/api/health/live', '/api/openapi.json'].map(
      async (path) => {
        while (!isOver) {
          const answer = await fetch(cluster.url + path, { headers });
          await answer.arrayBuffer();
          statuses.push([path, answer.status, answer.headers.get('x-instance-id')]);
        }
      },
    );
    await company.heard(30);
    const askedBefore = statuses.length;
    await cluster.killNode('node-2');
    await company.heard(60);
    await waitFor('answers after the kill', () => statuses.length > askedBefore + 60);
    isOver = true;
    await Promise.all(asking);
    expect(statuses.filter(([, status]) => status !== 200)).toEqual([]);
    expect(statuses.slice(-20).map(([, , node]) => node)).not.toContain('node-2');
    const verdict = await company.judged([
      { name: 'people who had to come back', actual: company.recorder.totals.reconnects, atLeast: 1 },
    ]);
    expect(verdict.anomalies).toEqual([]);
    expect(company.recorder.sends.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    await cluster.startNode('node-2');
  });

  it('is restarted node by node without losing a message or failing a send', async () => {
    const before = cluster.nodes.map(({ pid }) => pid);
    const during = [];
    await company.heard(30);
    await cluster.rollingRestart((line) => during.push([line, company.acknowledged]));
    const after = cluster.nodes.map(({ pid }) => pid);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect(during.map(([line]) => line)).toEqual(cluster.nodes.map(({ id }) => 'Restarting ' + id + ' …'));
    // They went on writing at each step.
    during.push(['the end', company.acknowledged]);
    for (let step = 1; step < during.length; step += 1) expect(during[step][1]).toBeGreaterThan(during[step - 1][1]);
    await company.heard(30);
    const verdict = await company.judged([
      { name: 'people who had to come back', actual: company.recorder.totals.reconnects, atLeast: PEOPLE },
    ]);
    expect(verdict.anomalies).toEqual([]);
    expect(company.recorder.sends.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  });
});

describeWithPrograms('the end of a cluster', () => {
  let directory;
  let outer;

  /** Processes that work in the folder of the cluster. */
  const lingering = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readlinkSync('/proc/' + pid + '/cwd').startsWith(directory);
        } catch {
          return false;
        }
      });
  const nothingIsLeft = () => expect([readdirSync(directory), lingering()]).toEqual([[], []]);

  beforeEach(() => {
    outer = process.env.TMPDIR;
    directory = mkdtempSync(join(tmpdir(), 'tertulia-place-'));
    chmodSync(directory, 0o755);
    process.env.TMPDIR = directory;
  });

  afterEach(() => {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
    rmSync(directory, { recursive: true, force: true });
  });

  it('leaves nothing when a part does not start, and names the part and the reason', async () => {
    const started = startCluster({ count: 2, environment: { ...open, LIMIT_MESSAGE_BURST: 'many' } });
    await expect(started).rejects.toThrow(/^node-1 ended at its start: .*LIMIT_MESSAGE_BURST/);
    nothingIsLeft();
  });

  it('leaves nothing when it is told to stop while it starts', async () => {
    const stopping = new AbortController();
    const lines = [];
    const started = startCluster({
      count: 2,
      environment: open,
      signal: stopping.signal,
      onProgress: (line) => {
        lines.push(line);
        if (line.includes('2 nodes')) stopping.abort(new Error('enough'));
      },
    });
    await expect(started).rejects.toThrow('enough');
    expect(lines.join()).not.toContain('nginx');
    nothingIsLeft();
  });

  it('follows from Ctrl+C, with exit code 0, after the orders that were typed', async () => {
    const program = [
      'import { ClusterConsole } from ' +
        JSON.stringify(pathToFileURL(join(root, 'scripts/cluster/cluster-console.mjs'))) +
        ';',
      'await new ClusterConsole({ count: 1, port: ' +
        (await freePort()) +
        ', environment: ' +
        JSON.stringify(open) +
        ' }).run();',
    ].join('\n');
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const hears = (text) => waitFor(text, () => said.includes(text), 60_000);
    await hears('Ctrl+C, or typing stop, ends it.');
    const [, pid] = /node-1 at http:\/\/127\.0\.0\.1:\d+, process (\d+)/.exec(said);
    child.stdin.write('dance\ncrash 1\n');
    await hears('There are: restart');
    await hears('node-1 was killed');
    await hears('Done after');
    child.kill('SIGUSR2');
    await hears('Restarting node-1');
    await waitFor('the second order', () => said.split('Done after').length === 3, 60_000);
    expect(said.slice(said.lastIndexOf('node-1 at'))).not.toContain('process ' + pid);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, signal: null });
    nothingIsLeft();
  });
});
