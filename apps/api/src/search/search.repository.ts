import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { handleKey } from '../identity/random-name.js';
import { Database } from '../database/database.js';
import type { Position } from './search-position.js';
import type { TermGroup } from './search-terms.js';

/** What the database can decide of a search; the words themselves are looked for in the texts that it gives. */
export interface Scope {
  viewerId: string;
  /** Null: anybody, anywhere. */
  authors: string[] | null;
  rooms: string[] | null;
  /** ISO 8601 */
  after: string | null;
  mentioned: string | null;
  hasImage: boolean;
  /** Empty: the filters alone decide, and only walking finds messages. */
  groups: TermGroup[];
}

/** A message that may be a hit; what it says decides. */
export interface Candidate extends Position {
  text: string;
  room: { id: string; slug: string; name: string };
}

/** Candidates, newest first, and from where on there may be more; null at the end. */
export interface Candidates {
  items: Candidate[];
  end: Position | null;
}

interface CandidateRow {
  id: string;
  created_at: Date;
  text: string;
  room_id: string;
  slug: string;
  name: string;
}

interface WalkRow extends Partial<CandidateRow> {
  walked: number;
  end_at: Date | null;
  end_id: string | null;
}

/** Messages that are not in the index yet; more of them in one room or altogether are found when they are. */
const TAIL = 5_000;
/** Candidates in one answer: nearly all of them are hits. */
export const MOST_CANDIDATES = 120;
const MOST_NAMED = 20;
const STATEMENT_TIMEOUT_MS = 1_500;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const CANDIDATE = 'm.id, m.created_at, m.text, r.id AS room_id, r.slug, r.name';
const VISIBLE_ROOM = `JOIN room r ON r.id = s.room_id LEFT JOIN room_member k ON k.room_id = r.id AND k.user_id = $1`;
const IS_OPEN =
  'room_is_open_to(r.visibility, r.deleted_at, k.user_id IS NOT NULL) AND m.deleted_at IS NULL AND m.held_at IS NULL';

/** Reads for the search, all on one connection with a time limit of their own. */
@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `unavailable` when a statement takes too long. */
  read<Value>(work: (reader: SearchReader) => Promise<Value>): Promise<Value> {
    return this.database.transaction(async (manager) => {
      // Estimates of how common terms are go wrong: reading all rows, or all of an author, is never the right answer.
      await manager.query(
        `SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off`,
      );
      return work(new SearchReader(manager));
    });
  }
}

/** The statements of one search. */
export class SearchReader {
  constructor(private readonly manager: EntityManager) {}

  /** People by handle or by display name, without accents and case. */
  async findAuthors(names: string[]): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `SELECT id FROM chat_user WHERE handle_key = ANY($1)
       UNION SELECT u.id FROM unnest($2::text[]) AS n(name) JOIN chat_user u ON u.display_name_fold = fold_name(n.name) COLLATE "C"
       LIMIT ${MOST_NAMED}`,
      [names.map(handleKey), names],
    );
    return rows.map((row) => row.id);
  }

  /** Rooms by slug or id, those that are open to the viewer. */
  async findRooms(viewerId: string, refs: string[]): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `SELECT r.id FROM room r LEFT JOIN room_member k ON k.room_id = r.id AND k.user_id = $1
       WHERE (r.slug = ANY($2) OR r.id = ANY($3::uuid[]))
         AND room_is_open_to(r.visibility, r.deleted_at, k.user_id IS NOT NULL) LIMIT ${MOST_NAMED}`,
      [viewerId, refs, refs.filter((ref) => UUID.test(ref))],
    );
    return rows.map((row) => row.id);
  }

  /**
   * The newest messages that are not in the index yet. To be asked before the index: what is indexed in between is then
   * found twice, and not never.
   */
  async findUnindexed(scope: Scope, below: Position): Promise<Candidate[]> {
    const values: unknown[] = [scope.viewerId];
    const filters = [...timeFilters(scope, below, values, 'm.created_at', 'm.id'), ...exactFilters(scope, values)];
    const rows = await this.manager.query<CandidateRow[]>(
      `SELECT ${CANDIDATE} FROM room r
       LEFT JOIN search_progress p ON p.room_id = r.id
       LEFT JOIN room_member k ON k.room_id = r.id AND k.user_id = $1
       CROSS JOIN LATERAL (
         SELECT * FROM message m WHERE m.room_id = r.id AND m.version > coalesce(p.version, 0)
         ORDER BY m.version DESC LIMIT ${TAIL}
       ) AS m
       WHERE ${['r.version > coalesce(p.version, 0)', IS_OPEN, ...filters].join(' AND ')}
       ORDER BY m.created_at DESC, m.id DESC LIMIT ${TAIL}`,
      values,
    );
    return rows.map(toCandidate);
  }

  /** Looks through that many of the next rows of the index, newest first, whatever their terms are. */
  async walk(scope: Scope, below: Position, length: number): Promise<Candidates> {
    const values: unknown[] = [scope.viewerId];
    const filters = [IS_OPEN, ...exactFilters(scope, values), ...termFilters(scope, values)];
    const rows = await this.manager.query<WalkRow[]>(
      `WITH walk AS MATERIALIZED (${walkOf(scope, below, length, values)})
       SELECT w.walked::integer AS walked, e.created_at AS end_at, e.message_id AS end_id, f.*
       FROM (SELECT count(*) AS walked FROM walk) AS w
       LEFT JOIN (SELECT created_at, message_id FROM walk ORDER BY created_at, message_id LIMIT 1) AS e ON true
       LEFT JOIN LATERAL (
         SELECT ${CANDIDATE} FROM walk s ${VISIBLE_ROOM} JOIN message m ON m.id = s.message_id
         WHERE ${filters.join(' AND ')}
         ORDER BY s.created_at DESC, s.message_id DESC LIMIT ${MOST_CANDIDATES}
       ) AS f ON true ORDER BY f.created_at DESC, f.id DESC`,
      values,
    );
    const items = rows.filter(isCandidateRow).map(toCandidate);
    const [first] = rows;
    if (items.length === MOST_CANDIDATES) return { items, end: items.at(-1) ?? null };
    if (!first?.end_at || !first.end_id || first.walked < length) return { items, end: null };
    return { items, end: { createdAt: first.end_at.toISOString(), id: first.end_id } };
  }

  /** Asks the index for the newest rows that have the terms. */
  async seek(scope: Scope, below: Position): Promise<Candidates> {
    const values: unknown[] = [scope.viewerId];
    const bounds = timeFilters(scope, below, values, 's.created_at', 's.message_id');
    const filters = [IS_OPEN, ...exactFilters(scope, values)];
    // The index of terms can give nothing but bitmaps.
    await this.manager.query('SET LOCAL enable_bitmapscan = on');
    const rows = await this.manager.query<CandidateRow[]>(
      `WITH found AS MATERIALIZED (
         SELECT s.message_id, s.room_id, s.created_at FROM message_search s
         WHERE ${[...termFilters(scope, values), ...bounds].join(' AND ')}
       )
       SELECT ${CANDIDATE} FROM (SELECT * FROM found ORDER BY created_at DESC, message_id DESC OFFSET 0) AS s
       ${VISIBLE_ROOM} JOIN message m ON m.id = s.message_id WHERE ${filters.join(' AND ')}
       ORDER BY s.created_at DESC, s.message_id DESC LIMIT ${MOST_CANDIDATES}`,
      values,
    );
    const items = rows.map(toCandidate);
    return { items, end: items.length === MOST_CANDIDATES ? (items.at(-1) ?? null) : null };
  }
}

/** The rows to walk: of each author or room that is named, or of all; each from an index that has them in order. */
function walkOf(scope: Scope, below: Position, length: number, values: unknown[]): string {
  const order = `ORDER BY s.created_at DESC, s.message_id DESC LIMIT ${length}`;
  const bounds = timeFilters(scope, below, values, 's.created_at', 's.message_id').join(' AND ');
  const column = scope.authors ? 'author_id' : 'room_id';
  const named = scope.authors ?? scope.rooms;
  if (!named) return `SELECT s.* FROM message_search s WHERE ${bounds} ${order}`;
  values.push(named);
  return `SELECT s.* FROM unnest($${values.length}::uuid[]) AS named(id) CROSS JOIN LATERAL (
            SELECT * FROM message_search s WHERE s.${column} = named.id AND ${bounds} ${order}
          ) AS s ${order}`;
}

function timeFilters(scope: Scope, below: Position, values: unknown[], time: string, id: string): string[] {
  const filters = [`(${time}, ${id}) < ($${values.push(below.createdAt)}, $${values.push(below.id)}::uuid)`];
  if (scope.after !== null) filters.push(`${time} >= $${values.push(scope.after)}`);
  return filters;
}

/** What a message must be, asked of the message itself: its terms are hashes. */
function exactFilters(scope: Scope, values: unknown[]): string[] {
  const filters: string[] = [];
  if (scope.authors) filters.push(`m.author_id = ANY($${values.push(scope.authors)}::uuid[])`);
  if (scope.rooms) filters.push(`r.id = ANY($${values.push(scope.rooms)}::uuid[])`);
  if (scope.hasImage) filters.push(`m.attachments <> '[]'`);
  if (scope.mentioned !== null) {
    const mention = JSON.stringify([{ kind: 'mention', userId: scope.mentioned }]);
    filters.push(`m.entities @> $${values.push(mention)}::jsonb`);
  }
  return filters;
}

/** Every group by one of its alternatives; each is a condition that the index answers by itself. */
function termFilters(scope: Scope, values: unknown[]): string[] {
  return scope.groups.map(
    (group) => `(${group.map((terms) => `s.terms @> $${values.push(terms)}::integer[]`).join(' OR ')})`,
  );
}

/** The outer join gives one row without a message when none matches. */
function isCandidateRow(row: WalkRow): row is WalkRow & CandidateRow {
  return row.id !== null && row.id !== undefined;
}

function toCandidate(row: CandidateRow): Candidate {
  return {
    id: row.id,
    createdAt: row.created_at.toISOString(),
    text: row.text,
    room: { id: row.room_id, slug: row.slug, name: row.name },
  };
}
