import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Random } from '../clients/random.js';
import { makeText, skewed } from './corpus.js';

const ROOMS = 200;
const PRIVATE_EVERY = 5;
const USERS = 2_000;
const BATCH = 5_000;
const INDEX_BATCH = 2_000;
const YEAR_MS = 365 * 24 * 3_600_000;

/** What the queries need to know of the filled database. */
export interface Filled {
  rooms: { id: string; slug: string }[];
  handles: string[];
  /** Messages indexed a second by the product's own indexer. */
  indexedPerSecond: number;
}

/** Writes messages of a year straight into the tables of a migrated database, then lets the product's indexer read them. */
export async function fill(url: string, count: number, seed: number, log: (line: string) => void): Promise<Filled> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    const random = new Random(seed);
    const rooms = Array.from({ length: ROOMS }, (_, index) => ({ id: uuidAt(index), slug: `bench-${index}`, last: 0 }));
    const users = Array.from({ length: USERS }, (_, index) => ({ id: uuidAt(index), handle: `writer-${index}` }));
    await writePeople(client, rooms, users);
    const startedAt = performance.now();
    for (let done = 0; done < count; done += BATCH) {
      await writeBatch(client, { random, rooms, users, done, count });
      if (done % 100_000 === 0) log(`${done.toLocaleString('en')} messages written`);
    }
    log(`written in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    await client.query(
      `UPDATE room r SET last_seq = m.top, version = m.top, last_message_at = m.newest
       FROM (SELECT room_id, max(seq) AS top, max(created_at) AS newest FROM message GROUP BY room_id) AS m WHERE m.room_id = r.id`,
    );
    const indexedPerSecond = await index(url, log);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
    return { rooms, handles: users.map((user) => user.handle), indexedPerSecond };
  } finally {
    await client.end();
  }
}

/** UUIDv7 by time, as the product makes them. */
function uuidAt(milliseconds: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

interface Room {
  id: string;
  slug: string;
  last: number;
}

async function writePeople(client: pg.Client, rooms: Room[], users: { id: string; handle: string }[]): Promise<void> {
  await client.query(
    `INSERT INTO room (id, slug, name, visibility)
     SELECT i.id, i.slug, i.slug, CASE WHEN i.ord % ${PRIVATE_EVERY} = 0 THEN 'private' ELSE 'public' END
     FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS i(id, slug, ord)`,
    [rooms.map((room) => room.id), rooms.map((room) => room.slug)],
  );
  await client.query(
    `INSERT INTO chat_user (id, handle, handle_key, display_name)
     SELECT i.id, i.handle, i.handle, initcap(i.handle) FROM unnest($1::uuid[], $2::text[]) AS i(id, handle)`,
    [users.map((user) => user.id), users.map((user) => user.handle)],
  );
}

interface Filling {
  random: Random;
  rooms: Room[];
  users: { id: string }[];
  done: number;
  count: number;
}

async function writeBatch(client: pg.Client, { random, rooms, users, done, count }: Filling): Promise<void> {
  const begin = Date.now() - YEAR_MS;
  const columns: [string[], string[], string[], number[], string[], string[]] = [[], [], [], [], [], []];
  for (let index = done; index < Math.min(count, done + BATCH); index += 1) {
    const at = begin + Math.floor((index / count) * YEAR_MS);
    const room = rooms[skewed(random, rooms.length)];
    const user = users[skewed(random, users.length)];
    if (!room || !user) continue;
    room.last += 1;
    columns[0].push(uuidAt(at));
    columns[1].push(room.id);
    columns[2].push(user.id);
    columns[3].push(room.last);
    columns[4].push(makeText(random, index));
    columns[5].push(new Date(at).toISOString());
  }
  await client.query(
    `INSERT INTO message (id, room_id, author_id, client_message_id, body_hash, seq, version, created_version, text, created_at)
     SELECT i.id, i.room_id, i.author_id, gen_random_uuid(), ''::bytea, i.seq, i.seq, i.seq, i.text, i.created_at
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::timestamptz[])
       AS i(id, room_id, author_id, seq, text, created_at)`,
    columns,
  );
}

interface Indexer {
  indexNext: (batchSize: number) => Promise<{ indexed: number; more: boolean }>;
}

function isIndexer(value: unknown): value is Indexer {
  return typeof value === 'object' && value !== null && 'indexNext' in value && typeof value.indexNext === 'function';
}

/** Makes an object of a class of the built API; its modules are not part of this program, so their shape is checked. */
async function construct(path: string, name: string, argument: unknown): Promise<unknown> {
  const loaded: unknown = await import(new URL(`../../../api/dist/${path}`, import.meta.url).href);
  const found: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, name) : undefined;
  if (typeof found !== 'function') throw new Error(`the built API has no ${name} in ${path}`);
  return Reflect.construct(found, [argument]);
}

/** Runs the product's indexer without its rests. */
async function index(url: string, log: (line: string) => void): Promise<number> {
  const source = new DataSource({ type: 'postgres', url, poolSize: 2 });
  await source.initialize();
  try {
    const database = await construct('database/database.js', 'Database', source);
    const indexer = await construct('search/search-index.repository.js', 'SearchIndexRepository', database);
    if (!isIndexer(indexer)) throw new Error('the built API has another indexer than expected');
    const startedAt = performance.now();
    let indexed = 0;
    for (let more = true; more;) {
      const batch = await indexer.indexNext(INDEX_BATCH);
      indexed += batch.indexed;
      more = batch.more;
      if (indexed % 100_000 < INDEX_BATCH) log(`${indexed.toLocaleString('en')} messages indexed`);
    }
    return indexed / ((performance.now() - startedAt) / 1_000);
  } finally {
    await source.destroy();
  }
}
