import { DataSource } from 'typeorm';
import pg from 'pg';
import { RoomMemberEntity } from '../rooms/room-member.entity.js';
import { RoomEntity } from '../rooms/room.entity.js';
import { SessionEntity } from '../identity/session.entity.js';
import { UserEntity } from '../identity/user.entity.js';
import { Foundation1763700000000 } from './migrations/1763700000000-foundation.js';
import { Search1763800000000 } from './migrations/1763800000000-search.js';
import { Rooms1763800000001 } from './migrations/1763800000001-rooms.js';
import { Identity1763800000002 } from './migrations/1763800000002-identity.js';
import { Notifications1763900000000 } from './migrations/1763900000000-notifications.js';
import { Mentions1763900000001 } from './migrations/1763900000001-mentions.js';
import { PicturesAndJobs1764000000000 } from './migrations/1764000000000-pictures-and-jobs.js';
import { StoreMessages1764000000001 } from './migrations/1764000000001-store-messages.js';
import { StoreTags1764000000002 } from './migrations/1764000000002-store-tags.js';
import { NodeStatus1764100000000 } from './migrations/1764100000000-node-status.js';
import { News1764100000001 } from './migrations/1764100000001-news.js';
import { RoomRevisions1764200000000 } from './migrations/1764200000000-room-revisions.js';

/** Time-outs in milliseconds that keep a hanging database from holding a request for more than 3 s (guarantee G9). */
const CONNECT_TIMEOUT = 1_500;
const STATEMENT_TIMEOUT = 2_000;
const LOCK_TIMEOUT = 1_500;

/** Any number that no other software of the database uses: "TERT". */
const MIGRATION_LOCK = 0x54455254;
const MIGRATION_PATIENCE = 60_000;

export function createDataSource(url: string, poolSize: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [UserEntity, SessionEntity, RoomEntity, RoomMemberEntity],
    migrations: [
      Foundation1763700000000,
      Search1763800000000,
      Rooms1763800000001,
      Identity1763800000002,
      Notifications1763900000000,
      Mentions1763900000001,
      PicturesAndJobs1764000000000,
      StoreMessages1764000000001,
      StoreTags1764000000002,
      NodeStatus1764100000000,
      News1764100000001,
      RoomRevisions1764200000000,
    ],
    migrationsTableName: 'schema_migration',
    synchronize: false,
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT,
    applicationName: 'tertulia',
    poolErrorHandler: () => undefined,
    extra: {
      query_timeout: STATEMENT_TIMEOUT + 500,
      statement_timeout: STATEMENT_TIMEOUT,
      lock_timeout: LOCK_TIMEOUT,
      idle_in_transaction_session_timeout: 5_000,
      // Compiling plans costs more than these short statements take.
      options: '-c jit=off',
      keepAlive: true,
    },
  });
}

/**
 * Applies what is missing of the schema, one process at a time: concurrent runs fail half-way, so a session-level
 * advisory lock on a connection of its own goes around them.
 */
export async function migrate(url: string): Promise<void> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query(`SET lock_timeout = ${MIGRATION_PATIENCE}`);
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const source = createDataSource(url, 1);
    source.setOptions({ extra: { statement_timeout: 0 } });
    await source.initialize();
    try {
      await source.runMigrations({ transaction: 'each' });
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

/** Settings without which "acknowledged" would not mean "durable" (guarantee G1). */
const DURABLE = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply', 'remote_write', 'local'],
};

/** Names the settings of the server that would lose acknowledged messages; empty when all is well. */
export async function findUnsafeSettings(source: DataSource): Promise<string[]> {
  const rows = await source.query<{ name: string; setting: string }[]>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [Object.keys(DURABLE)],
  );
  const settings = new Map(rows.map((row) => [row.name, row.setting]));
  return Object.entries(DURABLE)
    .filter(([name, allowed]) => !allowed.includes(settings.get(name) ?? ''))
    .map(([name]) => `${name} is ${settings.get(name) ?? 'unknown'}`);
}
