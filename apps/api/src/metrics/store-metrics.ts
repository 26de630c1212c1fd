import { Inject, Injectable } from '@nestjs/common';
import { KEY_VALUE_STORE, type KeyValueStore } from '../cache/key-value-store.js';
import { RecentMessagesCache } from '../cache/recent-messages.cache.js';
import { ResilientKeyValueStore } from '../cache/resilient-key-value-store.js';
import { RoomListCache } from '../cache/room-list.cache.js';
import { SessionCache } from '../cache/session.cache.js';
import { Database } from '../database/database.js';
import { labelled, Meter } from './meter.js';

/** The pool of the database, the cache and its breaker. */
@Injectable()
export class StoreMetrics {
  constructor(
    meter: Meter,
    database: Database,
    recent: RecentMessagesCache,
    rooms: RoomListCache,
    sessions: SessionCache,
    @Inject(KEY_VALUE_STORE) store: KeyValueStore,
  ) {
    meter.gauge('database_pool_connections', 'Connections to PostgreSQL, and how many callers wait for one.', () =>
      labelled('state', Object.entries(database.poolFigures)),
    );
    meter.counter('cache_requests_total', 'Look-ups in the cache by use case and result.', () =>
      Object.entries({ recent_messages: recent, room_list: rooms, sessions }).flatMap(([cache, { looks }]) =>
        Object.entries(looks).map(([result, value]) => ({ labels: { cache, result }, value })),
      ),
    );
    meter.gauge('circuit_breaker_open', '1 while calls to a dependency that failed are held back.', () => [
      { labels: { dependency: 'cache' }, value: Number(store instanceof ResilientKeyValueStore && store.isAway) },
    ]);
  }
}
