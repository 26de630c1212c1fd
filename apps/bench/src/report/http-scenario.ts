import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE_HEADER, limits } from '@tertulia/contract';
import { randomUUID } from 'node:crypto';
import { ProductHttp } from '../load/guests.js';
import { benchText } from '../load/publisher.js';
import type { HttpJob } from '../load/jobs.js';
import { generateWithCpu } from './generate.js';
import type { RunRecord } from './records.js';
import { startPeer, type RunningTarget, type TargetName } from './targets.js';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 1;
const PEERS = ['fastify', 'nest-express'] as const;

interface Page {
  target: TargetName;
  url: string;
  pid: number | null;
  headers: Record<string, string>;
}

/** The newest ten messages over HTTP from the cache, against servers that answer with the same bytes from memory. */
export async function runHttp(
  product: RunningTarget,
  rounds: number,
  seconds: number,
  hasPeers: boolean,
): Promise<RunRecord[]> {
  const page = await preparePage(product);
  const directory = await mkdtemp(join(tmpdir(), 'bench-http-'));
  const peers: RunningTarget[] = [];
  try {
    const response = await fetch(page.url, { headers: page.headers, signal: AbortSignal.timeout(10_000) });
    const cache = response.headers.get(CACHE_HEADER);
    if (!response.ok || cache !== 'hit')
      throw new Error(`the newest page was answered with ${response.status}, ${CACHE_HEADER}: ${cache}`);
    const file = join(directory, 'page.json');
    await writeFile(file, await response.text());
    if (hasPeers) for (const name of PEERS) peers.push(await startPeer(name, null, file));
    const pages = [
      page,
      ...peers.map((peer): Page => ({ target: peer.name, url: `${peer.url}/messages`, pid: peer.pid, headers: {} })),
    ];
    const records: RunRecord[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      for (const each of pages) records.push(await measure(each, round, seconds));
    }
    return records;
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
    await rm(directory, { recursive: true, force: true });
  }
}

async function preparePage(product: RunningTarget): Promise<Page> {
  const { tokens, rooms } = await product.place(1, 1);
  const [token] = tokens;
  const path = `/api/rooms/${rooms[0]}/messages`;
  const http = new ProductHttp(product.url);
  try {
    for (let sent = 0; sent < limits.recentMessages * 2; sent += 1) {
      await http.call('POST', path, 201, token, { clientMessageId: randomUUID(), text: benchText });
    }
    await http.call('GET', `${path}?limit=${limits.recentMessages}`, 200, token);
  } finally {
    http.close();
  }
  return {
    target: 'product',
    url: `${product.url}${path}?limit=${limits.recentMessages}`,
    pid: product.pid,
    headers: { authorization: `Bearer ${token}` },
  };
}

async function measure(page: Page, round: number, seconds: number): Promise<RunRecord> {
  const { url, headers } = page;
  const job: HttpJob = {
    kind: 'http',
    url,
    headers,
    connections: CONNECTIONS,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds,
  };
  const { result, serverCpu } = await generateWithCpu<'http'>(job, page.pid, seconds + 30);
  return {
    scenario: 'http',
    round,
    target: page.target,
    values: {
      requestsPerSecond: result.requestsPerSecond,
      p50: result.latency.p50,
      p99: result.latency.p99,
      failures: result.failures,
      generatorCpu: result.generatorCpu,
      bytesPerAnswer: result.bytesPerAnswer,
      ...(serverCpu === null ? {} : { serverCpu }),
    },
  };
}
