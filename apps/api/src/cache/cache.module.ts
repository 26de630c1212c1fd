import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { describeError, type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { KEY_VALUE_STORE, type KeyValueStore } from './key-value-store.js';
import { MemoryKeyValueStore } from './memory-key-value-store.js';
import { RateLimiter } from './rate-limiter.js';
import { RecentMessagesCache } from './recent-messages.cache.js';
import { RedisKeyValueStore } from './redis-key-value-store.js';
import { ResilientKeyValueStore } from './resilient-key-value-store.js';
import { RoomListCache } from './room-list.cache.js';
import { SessionCache } from './session.cache.js';

/** Chooses the driver from the environment and says once when Redis goes away or takes nothing, and once when it is back. */
function createStore(env: Env, log: Log): KeyValueStore {
  if (!env.REDIS_URL) return new MemoryKeyValueStore();
  let lastError: Error | undefined;
  const redis = new RedisKeyValueStore(env.REDIS_URL, (error) => {
    lastError = error;
  });
  const store = new ResilientKeyValueStore(redis, {
    away: (isAway, error) => {
      const connection = lastError && { connection: describeError(lastError).error };
      if (isAway) log.warn({ ...describeError(error), ...connection }, 'The cache is away; reading from the database.');
      else log.info('The cache is back.');
      lastError = undefined;
    },
    refusing: (isRefusing, error) => {
      if (isRefusing)
        log.warn(describeError(error), 'The cache takes nothing new; what it lacks is read from the database.');
      else log.info('The cache takes new values again.');
    },
  });
  redis.onReady(() => store.retryNow());
  return store;
}

/** The cache with its use cases, see README.md here. */
@Global()
@Module({
  providers: [
    { provide: KEY_VALUE_STORE, useFactory: createStore, inject: [ENV, LOG] },
    RateLimiter,
    RecentMessagesCache,
    RoomListCache,
    SessionCache,
  ],
  exports: [KEY_VALUE_STORE, RateLimiter, RecentMessagesCache, RoomListCache, SessionCache],
})
export class CacheModule implements OnApplicationShutdown {
  constructor(@Inject(KEY_VALUE_STORE) private readonly store: KeyValueStore) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
