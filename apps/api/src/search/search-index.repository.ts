import { Injectable } from '@nestjs/common';
import type { Entity } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { authorTerm, imageTerm, mentionTerm, roomTerm, termsOf } from './search-terms.js';

/** Any number that no other software of the database uses: "TERT" and one. */
const INDEX_LOCK = 0x54455255;
/** Rooms looked at in one batch. */
const MOST_ROOMS = 200;

interface UnindexedRow {
  room_id: string;
  target: number;
  id: string | null;
  author_id: string;
  created_at: Date;
  version: number;
  text: string;
  entities: Entity[];
  is_hidden: boolean;
  has_image: boolean;
}

/** Puts messages into the search index, in order of each room's versions. */
@Injectable()
export class SearchIndexRepository {
  constructor(private readonly database: Database) {}

  /**
   * Indexes the next changes; one process at a time, the others do nothing.
   * @returns how many changes, and whether there may be more.
   */
  indexNext(batchSize: number): Promise<{ indexed: number; more: boolean }> {
    return this.database.transaction(async (manager) => {
      const [lock] = await manager.query<{ taken: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS taken', [
        INDEX_LOCK,
      ]);
      if (!lock?.taken) return { indexed: 0, more: false };
      const rows = await findUnindexed(manager, batchSize);
      if (rows.length === 0) return { indexed: 0, more: false };
      const more = rows.length === batchSize;
      const messages = rows.filter((row) => row.id !== null);
      await writeTerms(
        manager,
        messages.filter((row) => !row.is_hidden),
      );
      await manager.query('DELETE FROM message_search WHERE message_id = ANY($1::uuid[])', [
        messages.filter((row) => row.is_hidden).map((row) => row.id),
      ]);
      await writeProgress(manager, rows, more);
      return { indexed: messages.length, more };
    });
  }
}

/** Changes beyond each room's progress. A room whose changes are all in the index again has one row without a message. */
async function findUnindexed(manager: EntityManager, limit: number): Promise<UnindexedRow[]> {
  return manager.query<UnindexedRow[]>(
    `WITH behind AS MATERIALIZED (
       SELECT r.id, r.version AS target, coalesce(p.version, 0) AS version
       FROM room r LEFT JOIN search_progress p ON p.room_id = r.id
       WHERE r.version > coalesce(p.version, 0) ORDER BY r.id LIMIT ${MOST_ROOMS}
     )
     SELECT b.id AS room_id, b.target, m.id, m.author_id, m.created_at, m.version, m.text, m.entities, m.attachments <> '[]' AS has_image,
            m.deleted_at IS NOT NULL OR m.held_at IS NOT NULL AS is_hidden
     FROM behind b LEFT JOIN LATERAL (
       SELECT * FROM message m WHERE m.room_id = b.id AND m.version > b.version ORDER BY m.version LIMIT $1
     ) AS m ON true
     ORDER BY b.id, m.version LIMIT $1`,
    [limit],
  );
}

async function writeTerms(manager: EntityManager, rows: UnindexedRow[]): Promise<void> {
  await manager.query(
    `INSERT INTO message_search (message_id, room_id, author_id, created_at, terms)
     SELECT i.id, i.room_id, i.author_id, i.created_at, i.terms::integer[]
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[]) AS i(id, room_id, author_id, created_at, terms)
     ON CONFLICT (message_id) DO UPDATE SET terms = excluded.terms WHERE message_search.terms <> excluded.terms`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.room_id),
      rows.map((row) => row.author_id),
      rows.map((row) => row.created_at.toISOString()),
      rows.map((row) => `{${[...termsOfRow(row)].join(',')}}`),
    ],
  );
}

function termsOfRow(row: UnindexedRow): Set<number> {
  const terms = termsOf(row.text);
  terms.add(roomTerm(row.room_id)).add(authorTerm(row.author_id));
  if (row.has_image) terms.add(imageTerm());
  for (const entity of row.entities) {
    if (entity.kind === 'mention' && entity.userId !== undefined) terms.add(mentionTerm(entity.userId));
  }
  return terms;
}

/** The last room of a full batch may have more; all others were read to their end. */
async function writeProgress(manager: EntityManager, rows: UnindexedRow[], isFull: boolean): Promise<void> {
  const reached = new Map(rows.map((row) => [row.room_id, row.target]));
  const last = rows.at(-1);
  if (isFull && last?.id) reached.set(last.room_id, last.version);
  await manager.query(
    `INSERT INTO search_progress (room_id, version) SELECT * FROM unnest($1::uuid[], $2::bigint[])
     ON CONFLICT (room_id) DO UPDATE SET version = excluded.version`,
    [[...reached.keys()], [...reached.values()]],
  );
}
