import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Rows that are read at once. */
const PAGE = 2_000;
/** How long rows are kept, in minutes; whoever was away for longer cannot tell what they missed. */
export const NEWS_MINUTES = 10;

export type NewsKind = 'notification' | 'marker' | 'member' | 'draft' | 'me' | 'room' | 'counts' | 'session';

/** What was known of a room while it was public. */
export interface KnownRoom {
  slug: string;
  name: string;
  topic: string;
}

/** One row of the log of news. */
export interface NewsEntry {
  id: number;
  kind: NewsKind;
  userId: string | null;
  roomId: string | null;
  subjectId: string | null;
  value: number | null;
  known: KnownRoom | null;
  /** How long ago it was written, in milliseconds, by the database's clock. */
  age: number;
}

/** A moment of the database: what had been committed, as PostgreSQL writes it. */
export interface Moment {
  snapshot: string;
  /** The first transaction that had not begun. */
  end: number;
  /** When it was, by the database's clock: what is written later was not there. */
  at: string;
}

/** A database that crashed gives the numbers of transactions that it had not noted once more; never as many as these. */
const NUMBERS_GIVEN_AGAIN = 100_000;

/** The log of news in PostgreSQL. */
@Injectable()
export class NewsRepository {
  constructor(private readonly database: Database) {}

  async now(): Promise<Moment> {
    const [row] = await this.database.query<Moment>({
      name: 'news_now',
      text: `SELECT s::text AS snapshot, pg_snapshot_xmax(s)::text::bigint AS end, clock_timestamp()::text AS at
             FROM pg_current_snapshot() AS s`,
    });
    if (!row) throw new Error('PostgreSQL gave no snapshot.');
    return row;
  }

  /** What was committed between two moments, each row once however long its transaction took, a page at a time. */
  async *between(from: Moment, to: Moment): AsyncGenerator<NewsEntry[]> {
    for (let last = 0; ;) {
      const page = await this.page(from, to, last);
      if (page.length > 0) yield page;
      const end = page.at(-1);
      if (!end || page.length < PAGE) return;
      last = end.id;
    }
  }

  /** Rooms that were written to within the last seconds, by the clock that their times come from. */
  async findWritten(seconds: number): Promise<{ roomId: string; version: number }[]> {
    return this.database.query({
      name: 'news_written',
      text: `SELECT r.id AS "roomId", r.version FROM room r
             WHERE r.last_message_at > clock_timestamp() - make_interval(secs => $1) AND r.deleted_at IS NULL`,
      values: [seconds],
    });
  }

  /** @returns whether there is more to be removed. */
  async removeOld(): Promise<boolean> {
    const rows = await this.database.query({
      name: 'news_remove',
      text: `DELETE FROM news WHERE ctid = ANY(ARRAY(
               SELECT n.ctid FROM news n WHERE n.written_at < clock_timestamp() - make_interval(mins => ${NEWS_MINUTES})
               ORDER BY n.xid LIMIT ${PAGE} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
    });
    return rows.length === PAGE;
  }

  private page(from: Moment, to: Moment, last: number): Promise<NewsEntry[]> {
    return this.database.query<NewsEntry>({
      name: 'news_between',
      text: `SELECT n.id, n.kind, n.user_id AS "userId", n.room_id AS "roomId", n.subject_id AS "subjectId", n.value, n.known,
                    (extract(epoch FROM clock_timestamp() - n.written_at) * 1000)::double precision AS age
             FROM news n
             WHERE n.xid >= greatest(3, pg_snapshot_xmin($1::pg_snapshot)::text::bigint - ${NUMBERS_GIVEN_AGAIN})::text::xid8
               AND n.xid < pg_snapshot_xmax($2::pg_snapshot) AND pg_visible_in_snapshot(n.xid, $2::pg_snapshot)
               AND (NOT pg_visible_in_snapshot(n.xid, $1::pg_snapshot) OR n.written_at > $4::timestamptz)
               AND n.id > $3
             ORDER BY n.id LIMIT ${PAGE}`,
      values: [from.snapshot, to.snapshot, last, from.at],
    });
  }
}
