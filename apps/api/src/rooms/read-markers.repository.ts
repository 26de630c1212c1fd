import { Injectable } from '@nestjs/common';
import { limits, type RestoreRead } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { isUnread, MOMENT } from '../notifications/count-columns.js';

/** Markers of one person that were moved, where they were if that is asked for, and the notifications that this made read or unread. */
export interface MarkerMove {
  moved: { roomId: string; previousReadSeq: number | null }[];
  changed: { id: string; roomId: string }[];
}

/**
 * The last message of a room before the instant `$2`, at least where the marker is. Times rise with `seq`, so the place is
 * found by halving: 20 look-ups for a million messages, and no index on times that every send would pay for.
 */
const LAST_BEFORE = `(
  WITH RECURSIVE place AS (
    SELECT m.read_seq AS low, r.last_seq AS high
    UNION ALL
    SELECT CASE WHEN x.created_at < $2::timestamptz THEN x.seq ELSE p.low END,
           CASE WHEN x.created_at < $2::timestamptz THEN p.high ELSE x.seq - 1 END
    FROM place p JOIN message x ON x.room_id = r.id AND x.seq = (p.low + p.high + 1) / 2 WHERE p.low < p.high
  ) SELECT max(p.low) FROM place p)`;

/** The answer of a statement with `moved` and `changed`; read after its end, the counts are those after it. */
const MOVE = `SELECT
  coalesce((SELECT json_agg(json_build_object('roomId', m.room_id, 'previousReadSeq', m.previous) ORDER BY m.room_id) FROM moved m), '[]') AS moved,
  coalesce((SELECT json_agg(json_build_object('id', c.id, 'roomId', c.room_id)) FROM changed c), '[]') AS changed`;

/** Makes the notifications that `which` selects read or unread; locked in one order, as everybody does who changes several. */
const notified = (which: string, isRead: boolean) => `target AS MATERIALIZED (
    SELECT n.id ${which} ORDER BY n.id FOR NO KEY UPDATE OF n
  ), changed AS (
    UPDATE notification n SET read_at = ${isRead ? MOMENT : 'NULL'}, is_read_by_marker = ${isRead}
    FROM target t WHERE n.id = t.id RETURNING n.id, n.room_id
  )`;

/** How far each member has read, in PostgreSQL. What a marker passes is read in the list of notifications too. */
@Injectable()
export class ReadMarkersRepository {
  constructor(private readonly database: Database) {}

  /**
   * Moves the read marker forward only, never past the last message. Notifications up to it are read, also when the marker
   * was there already: an edit may name people in a message that they have read.
   */
  markRead(roomId: string, userId: string, seq: number): Promise<MarkerMove> {
    return this.move(
      'mark_read',
      `WITH moved AS (
         UPDATE room_member m SET read_seq = greatest(m.read_seq, least($3::bigint, r.last_seq))
         FROM room r WHERE r.id = m.room_id AND m.room_id = $1 AND m.user_id = $2
         RETURNING m.room_id, m.user_id, NULL::bigint AS previous
       ), ${notified(
         `FROM notification n JOIN moved m ON m.room_id = n.room_id AND m.user_id = n.user_id
          WHERE n.seq <= $3::bigint AND ${isUnread('n')}`,
         true,
       )} ${MOVE}`,
      [roomId, userId, seq],
    );
  }

  /** Moves the read marker back; what was told of messages after it is unread again. */
  markUnread(roomId: string, userId: string, seq: number): Promise<MarkerMove> {
    return this.move(
      'mark_unread',
      `WITH moved AS (
         UPDATE room_member m SET read_seq = least(m.read_seq, $3::bigint) WHERE m.room_id = $1 AND m.user_id = $2
         RETURNING m.room_id, m.user_id, m.read_seq, NULL::bigint AS previous
       ), ${notified(
         `FROM notification n JOIN moved m ON m.room_id = n.room_id AND m.user_id = n.user_id
          WHERE n.seq > m.read_seq AND n.read_at IS NOT NULL AND n.withdrawn_at IS NULL`,
         false,
       )} ${MOVE}`,
      [roomId, userId, seq],
    );
  }

  /**
   * Moves all markers of a person forward, to the last message or to the last one before an instant, and says where they
   * were. At most 500 rooms at once, locked in one order; the others follow with the next request.
   */
  markAllRead(userId: string, before: string | undefined): Promise<MarkerMove> {
    return this.move(
      before === undefined ? 'mark_all_read' : 'mark_read_before',
      `WITH place AS MATERIALIZED (
         SELECT m.room_id, m.read_seq AS previous, ${before === undefined ? 'r.last_seq' : LAST_BEFORE} AS seq
         FROM room_member m JOIN room r ON r.id = m.room_id
         WHERE m.user_id = $1 AND r.deleted_at IS NULL AND (m.read_seq < r.last_seq OR EXISTS (
           SELECT 1 FROM notification v WHERE v.user_id = $1 AND v.room_id = m.room_id AND v.seq <= m.read_seq AND ${isUnread('v')}))
         ORDER BY m.room_id LIMIT ${limits.roomsListed} FOR UPDATE OF m
       ), moved AS (
         UPDATE room_member m SET read_seq = p.seq FROM place p
         WHERE m.room_id = p.room_id AND m.user_id = $1 AND m.read_seq < p.seq
         RETURNING m.room_id, p.previous
       ), ${notified(
         `FROM notification n JOIN place p ON p.room_id = n.room_id WHERE n.user_id = $1 AND n.seq <= p.seq AND ${isUnread('n')}`,
         true,
       )} ${MOVE}`,
      before === undefined ? [userId] : [userId, before],
    );
  }

  /**
   * Moves markers of a person back, never forward; what a marker had read after them is unread again. Rooms of which they are
   * not a member are passed over.
   */
  restore(userId: string, items: RestoreRead['items']): Promise<MarkerMove> {
    return this.move(
      'restore_read',
      `WITH wanted AS (
         SELECT i.room_id, min(i.read_seq) AS read_seq FROM unnest($2::uuid[], $3::bigint[]) AS i(room_id, read_seq)
         GROUP BY i.room_id
       ), place AS MATERIALIZED (
         SELECT m.room_id, m.read_seq AS previous FROM room_member m JOIN room r ON r.id = m.room_id
         WHERE m.user_id = $1 AND r.deleted_at IS NULL AND m.room_id IN (SELECT w.room_id FROM wanted w)
         ORDER BY m.room_id FOR UPDATE OF m
       ), moved AS (
         UPDATE room_member m SET read_seq = least(m.read_seq, w.read_seq)
         FROM place p JOIN wanted w ON w.room_id = p.room_id
         WHERE m.room_id = p.room_id AND m.user_id = $1
         RETURNING m.room_id, m.read_seq, p.previous
       ), ${notified(
         `FROM notification n JOIN moved m ON m.room_id = n.room_id
          WHERE n.user_id = $1 AND n.seq > m.read_seq AND n.is_read_by_marker AND n.withdrawn_at IS NULL`,
         false,
       )} ${MOVE}`,
      [userId, items.map((item) => item.roomId), items.map((item) => item.readSeq)],
    );
  }

  private async move(name: string, text: string, values: unknown[]): Promise<MarkerMove> {
    const [row] = await this.database.query<MarkerMove>({ name, text, values });
    return row ?? { moved: [], changed: [] };
  }
}
