import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createDatabase,
  findRedis,
  startRedis,
  startServer,
  type TestDatabase,
  type TestRedis,
  where,
} from '@tertulia/testing';
import fc from 'fast-check';
import { SECRET } from '../../api/test/work-stage.js';
import { historyArbitrary, type Step } from './history.js';
import { LosingLine } from './losing-line.js';
import { type Stage, World } from './world.js';

/** More histories, or one again: HYBRID_RUNS, HYBRID_SEED and HYBRID_PATH. The seed stands in the name of each test. */
const runs = Number(process.env['HYBRID_RUNS'] ?? 6);
const seed = Number(process.env['HYBRID_SEED'] ?? Date.now() % 2 ** 31);
const path = process.env['HYBRID_PATH'];
/** A smaller example of what went wrong is looked for no longer than this. */
const SEARCH_MS = Number(process.env['HYBRID_SEARCH_MS'] ?? 120_000);

let database: TestDatabase;
const environment = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  LIMITS: 'off',
  MAIL_WORKER: 'off',
  JOBS_DRIVER: 'embedded',
  JOBS_WORKER: 'off',
  JOBS_SECRET: SECRET,
  ...more,
});

async function liveThrough(stage: Stage, history: Step[][]): Promise<void> {
  const world = await World.open(stage);
  try {
    await world.live(history);
    await world.rest();
  } finally {
    await world.close();
  }
}

async function assertHybrid(stage: Stage): Promise<void> {
  let failedAt: number | undefined;
  const property = fc.asyncProperty(historyArbitrary(stage), async (history) => {
    if (failedAt !== undefined && Date.now() - failedAt > SEARCH_MS) return;
    try {
      await liveThrough(stage, history);
    } catch (error) {
      failedAt ??= Date.now();
      throw error;
    }
  });
  await fc.assert(property, { numRuns: runs, seed, ...(path && { path }) });
}

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(async () => {
  await database.drop();
});

describe('what a browser shows after events is what an empty one would load', () => {
  it(`on one node, by events alone, and with lines that are cut (seed ${seed})`, async () => {
    const node = await startServer(environment());
    try {
      await assertHybrid({ nodes: [node], isCalm: true });
      await assertHybrid({ nodes: [node] });
      expect(node.errors()).toEqual([]);
    } finally {
      await node.stop();
    }
  }, 600_000);

  where({ redis: findRedis() }, it)(
    `on two nodes, written on either, without and with publications lost on the bus (seed ${seed})`,
    async () => {
      const redis: TestRedis = await startRedis();
      const line = await LosingLine.open(redis.url);
      const nodes = [
        await startServer(environment({ REDIS_URL: redis.url, INSTANCE_ID: 'a' })),
        await startServer(environment({ REDIS_URL: line.url, INSTANCE_ID: 'b' })),
      ];
      try {
        await assertHybrid({ nodes, line });
        await assertHybrid({ nodes, line, isLossy: true });
        expect(line.lost).toBeGreaterThan(0);
        for (const node of nodes) expect(node.errors()).toEqual([]);
      } finally {
        await Promise.all(nodes.map((node) => node.stop()));
        await line.close();
        await redis.stop();
      }
    },
    600_000,
  );
});
