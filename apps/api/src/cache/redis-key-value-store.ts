import { Redis, type RedisOptions } from 'ioredis';
import * as z from 'zod';
import type { KeyValueStore, RecentAppend, RecentList, TokenAnswer, TokenBucket } from './key-value-store.js';
import { scripts } from './redis-scripts.js';

/** A command that takes longer is given up: the cache may cost a request at most this (guarantee G8). */
const COMMAND_TIMEOUT = 50;
/** Between two attempts to connect, so that a Redis that is back is used within 2 s. */
const LONGEST_PAUSE = 500;
/**
 * A connection that owes an answer for so long is given up: one whose packets were swallowed would otherwise wait for the
 * network's own retransmission, which comes as long after the healing as the fault has lasted.
 */
const SILENCE_LIMIT = 1_000;

const versionReply = z.coerce.number().int().nonnegative();
const waitReply = z.number();

/** Options with which a stopped or absent Redis fails fast instead of queueing without end. */
export function redisOptions(): RedisOptions {
  return {
    connectTimeout: 1_000,
    commandTimeout: COMMAND_TIMEOUT,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(LONGEST_PAUSE, 50 * 2 ** Math.min(attempt, 5)) * (0.5 + Math.random() / 2),
  };
}

/** Keys in Redis or Valkey, shared by all nodes. Every method rejects quickly when the server is away. */
export class RedisKeyValueStore implements KeyValueStore {
  readonly driver = 'redis';
  private readonly redis: Redis;

  constructor(url: string, onError: (error: Error) => void) {
    this.redis = new Redis(url, { ...redisOptions(), socketTimeout: SILENCE_LIMIT });
    this.redis.on('error', onError);
    for (const [name, script] of Object.entries(scripts)) this.redis.defineCommand(name, script);
  }

  /** Called each time the connection can be used. */
  onReady(handler: () => void): void {
    this.redis.on('ready', handler);
  }

  getText(key: string): Promise<string | null> {
    return this.redis.get(key);
  }

  async setText(key: string, value: string, lifeMs: number): Promise<void> {
    await this.redis.set(key, value, 'PX', lifeMs);
  }

  async getHash(key: string, lifeMs: number): Promise<Record<string, string> | null> {
    const [fields] = await Promise.all([this.redis.hgetall(key), this.redis.pexpire(key, lifeMs)]);
    return Object.keys(fields).length > 0 ? fields : null;
  }

  async setHash(key: string, fields: Record<string, string>, lifeMs: number): Promise<void> {
    await settle(this.redis.multi().del(key).hset(key, fields).pexpire(key, lifeMs).exec());
  }

  async remove(keys: string[]): Promise<void> {
    await Promise.all(keys.flatMap((key) => [key, ...pair(key)]).map((key) => this.redis.unlink(key)));
  }

  async readRecent(key: string, count: number): Promise<RecentList | null> {
    const [list, version] = pair(key);
    const replies = await settle(
      this.redis
        .multi()
        .lrange(list, 0, count - 1)
        .get(version)
        .exec(),
    );
    const entries = z.array(z.string()).parse(replies[0]);
    if (entries.length === 0) return null;
    return { version: versionReply.parse(replies[1]), entries };
  }

  async appendRecent(key: string, append: RecentAppend, keep: number, lifeMs: number): Promise<void> {
    const entries = append.entries.slice(-keep);
    await this.run('tertuliaAppend', pair(key), [append.fromVersion, append.toVersion, keep, lifeMs, ...entries]);
  }

  async replaceRecent(key: string, list: RecentList, lifeMs: number): Promise<void> {
    await this.run('tertuliaReplace', pair(key), [list.version, lifeMs, ...list.entries]);
  }

  async dropRecent(key: string, version: number, lifeMs: number): Promise<void> {
    await this.run('tertuliaDrop', pair(key), [version, lifeMs]);
  }

  async takeToken(key: string, bucket: TokenBucket): Promise<TokenAnswer> {
    const interval = 1_000 / bucket.refillPerSecond;
    const tolerance = interval * Math.max(bucket.capacity - 1, 0);
    const wait = waitReply.parse(await this.run('tertuliaToken', [key], [interval, tolerance]));
    return { allowed: wait === 0, retryAfterMs: wait };
  }

  async ping(): Promise<void> {
    await this.redis.ping();
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  /** Calls a script registered by `defineCommand`, which adds a method of its name to the client. */
  private run(name: keyof typeof scripts, keys: string[], values: (string | number)[]): Promise<unknown> {
    const command: unknown = Reflect.get(this.redis, name);
    if (typeof command !== 'function') throw new Error(`The script ${name} is not registered.`);
    return Promise.resolve(command.call(this.redis, ...keys, ...values));
  }
}

/** The two keys of a list; the braces keep them on one shard of a cluster. */
function pair(key: string): [string, string] {
  return [`{${key}}:list`, `{${key}}:version`];
}

/** The replies of a transaction; a failed command of it fails the whole. */
async function settle(transaction: Promise<[Error | null, unknown][] | null>): Promise<unknown[]> {
  const replies = await transaction;
  if (!replies) throw new Error('The transaction was discarded.');
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
