import { setTimeout as delay } from 'node:timers/promises';
import { LogMark } from '../lab/log-mark.js';
import type { RedisServer } from '../lab/redis-server.js';
import { type RedisFault, RedisWatch } from './redis-watch.js';
import type { Row, RowRun } from './row.js';

const INJECT_EVERY_MS = 250;
const JUNK_BYTES = 3_000_000;
/** What a node may say of one fault: that it is there, and perhaps of a second kind of it. */
const MOST_WARNINGS = 2;

/** What is wrong with a Redis that answers, and by which error of its own it shows that somebody met it. */
interface Wrong {
  name: string;
  errors?: 'OOM' | 'READONLY' | 'WRONGTYPE';
  /** Whether the nodes must have said so in their logs. */
  isTold?: boolean;
  once?: (redis: RedisServer) => Promise<void>;
  /** Done again and again, since the product puts right what it finds. */
  again?: (redis: RedisServer) => Promise<void>;
  heal?: (redis: RedisServer) => Promise<void>;
}

const wrongs: Wrong[] = [
  {
    name: 'out of memory',
    errors: 'OOM',
    isTold: true,
    once: async (redis) => {
      await redis.command('SET', 'junk', 'x'.repeat(JUNK_BYTES));
      await redis.command('CONFIG', 'SET', 'maxmemory', '2mb', 'maxmemory-policy', 'noeviction');
    },
    heal: async (redis) => {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      await redis.command('DEL', 'junk');
    },
  },
  {
    name: 'read-only',
    errors: 'READONLY',
    isTold: true,
    once: async (redis) => void (await redis.command('REPLICAOF', '127.0.0.1', '1')),
    heal: async (redis) => void (await redis.command('REPLICAOF', 'NO', 'ONE')),
  },
  { name: 'wrong types', errors: 'WRONGTYPE', again: changeTypes },
  { name: 'emptied', again: async (redis) => void (await redis.command('FLUSHALL')) },
  { name: 'poisoned', again: poison },
];

/** F7: Redis answers, and what it answers is of no use. */
export const redisWrong: Row = {
  id: 'F7',
  title: 'Redis out of memory, read-only, with wrong types, emptied, poisoned',
  guarantees: 'G7 G8',
  strike: (run) =>
    RedisWatch.during(run, async (watch) => {
      for (const wrong of inOrder(run.random)) await strikeWith(wrong, run, watch);
    }),
};

/** Those that a node tells of stand at both ends: it tells only once of a Redis that refuses again soon after. */
function inOrder(random: RowRun['random']): Wrong[] {
  const [first, ...last] = random.shuffle(wrongs.filter(({ isTold }) => isTold === true));
  const others = random.shuffle(wrongs.filter(({ isTold }) => isTold !== true));
  return [...(first ? [first] : []), ...others, ...last];
}

async function strikeWith(wrong: Wrong, run: RowRun, watch: RedisWatch): Promise<void> {
  const { redis, nodes } = run.lab;
  const logs = nodes.map(({ name, process }) => ({ name, mark: new LogMark(process.options.logFile) }));
  const stop = new AbortController();
  let injecting: Promise<number> = Promise.resolve(0);
  const before = wrong.errors ? await countErrors(redis, wrong.errors) : 0;
  const fault: RedisFault = {
    name: wrong.name,
    forMs: run.isLong ? 10_000 : 1_500,
    strike: async () => {
      await wrong.once?.(redis);
      injecting = repeat(() => wrong.again?.(redis), stop.signal);
    },
    heal: async () => {
      stop.abort();
      if (wrong.again) run.atLeast(`${wrong.name}: injections`, await injecting, 3);
      if (wrong.errors) run.atLeast(`${wrong.errors} errors`, (await countErrors(redis, wrong.errors)) - before, 1);
      await wrong.heal?.(redis);
    },
    leastMisses: 1,
  };
  await watch.strike(fault);
  for (const { name, mark } of logs) judgeLog(run, wrong, name, mark);
}

function judgeLog(run: RowRun, wrong: Wrong, node: string, mark: LogMark): void {
  const warnings = mark.lines('warn');
  const errors = mark.lines('error');
  const example = warnings[0] ? ` (${warnings[0]})` : '';
  run.atMost('unbounded', `${wrong.name}: warnings of ${node}${example}`, warnings.length, MOST_WARNINGS);
  run.atMost('wrong-error', `${wrong.name}: errors in the log of ${node} (${errors[0] ?? ''})`, errors.length, 0);
  if (wrong.isTold) run.atLeast(`${wrong.name}: warnings of ${node}`, warnings.length, 1);
}

/** A key may change between the look at it and what is done to it. @returns how often all of it was done. */
async function repeat(work: () => Promise<void> | undefined, signal: AbortSignal): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    const isDone = await Promise.resolve(work()).then(
      () => true,
      () => false,
    );
    count += isDone ? 1 : 0;
    await delay(INJECT_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return count;
}

async function listKeys(redis: RedisServer): Promise<[string, string][]> {
  const keys = toStrings(await redis.command('KEYS', '*'));
  return Promise.all(
    keys.map(async (key): Promise<[string, string]> => [key, String(await redis.command('TYPE', key))]),
  );
}

/** Every key becomes of a type that nobody expects there. */
async function changeTypes(redis: RedisServer): Promise<void> {
  for (const [key, type] of await listKeys(redis)) {
    if (type !== 'string') {
      await redis.command('SET', key, 'not what was here', 'PX', '60000');
      continue;
    }
    await redis.command('DEL', key);
    await redis.command('RPUSH', key, 'not what was here');
    await redis.command('PEXPIRE', key, '60000');
  }
}

/** Values of the right type that nobody of us wrote. */
async function poison(redis: RedisServer): Promise<void> {
  const foreign = ['{"broken', '7', '[{"id":1}]', 'null'];
  let turn = Date.now();
  for (const [key, type] of await listKeys(redis)) {
    const value = foreign[(turn += 1) % foreign.length] ?? '';
    if (type === 'string') await redis.command('SET', key, value, 'KEEPTTL');
    else if (type === 'hash') await redis.command('HSET', key, 'isGuest', value, 'expiresAt', value);
    // The list may be gone by now; then there is nothing to poison.
    else if (type === 'list') await redis.command('LSET', key, '0', `=${value}`).catch(() => undefined);
  }
}

async function countErrors(redis: RedisServer, kind: string): Promise<number> {
  const stats = String(await redis.command('INFO', 'errorstats'));
  return Number(new RegExp(`errorstat_${kind}:count=(\\d+)`).exec(stats)?.[1] ?? 0);
}

function toStrings(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
