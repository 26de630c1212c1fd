import { Injectable } from '@nestjs/common';
import { limits, type ReadAllResult, type ReadState, type RestoredRead, type RestoreRead } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { MEMBER_COLUMNS, type RoomMeRow, toRoomMe, UNREAD_COUNT } from './room-row.js';

/** Where a marker of one person is after it was moved. */
interface MovedRow {
  room_id: string;
  read_seq: number;
  unread: number;
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

/** How far each member has read, in PostgreSQL. */
@Injectable()
export class ReadMarkersRepository {
  constructor(private readonly database: Database) {}

  /**
   * Moves the read marker: forward only, never past the last message; back when `isBackward`. Null for somebody who is
   * not a member.
   */
  async markRead(roomId: string, userId: string, seq: number, isBackward: boolean): Promise<ReadState | null> {
    const rows = await this.database.query<{ read_seq: number }>({
      name: isBackward ? 'mark_unread' : 'mark_read',
      text: `UPDATE room_member m
             SET read_seq = ${isBackward ? 'least(m.read_seq, $3::bigint)' : 'greatest(m.read_seq, least($3::bigint, r.last_seq))'}
             FROM room r WHERE r.id = m.room_id AND m.room_id = $1 AND m.user_id = $2 RETURNING m.read_seq`,
      values: [roomId, userId, seq],
    });
    return rows.length > 0 ? this.findReadState(roomId, userId) : null;
  }

  async findReadState(roomId: string, userId: string): Promise<ReadState | null> {
    const [state] = await this.findReadStates([roomId], [userId]);
    return state ? { readSeq: state.readSeq, unread: state.unread, mentions: state.mentions } : null;
  }

  /** Markers and counts of those of the people who are members of those of the rooms, `except` for some pairs of both. */
  async findReadStates(
    roomIds: string[],
    userIds: string[],
    except: { roomId: string; userId: string }[] = [],
  ): Promise<(ReadState & { roomId: string; userId: string })[]> {
    const rows = await this.database.query<RoomMeRow & { room_id: string; user_id: string }>({
      name: 'read_states',
      text: `SELECT m.room_id, m.user_id, ${MEMBER_COLUMNS} FROM room_member m
             WHERE m.room_id = ANY($1::uuid[]) AND m.user_id = ANY($2::uuid[])
               AND (m.room_id, m.user_id) NOT IN (SELECT * FROM unnest($3::uuid[], $4::uuid[]))`,
      values: [roomIds, userIds, except.map((pair) => pair.roomId), except.map((pair) => pair.userId)],
    });
    return rows.flatMap((row) => {
      const me = toRoomMe(row);
      return me
        ? [{ roomId: row.room_id, userId: row.user_id, readSeq: me.readSeq, unread: me.unread, mentions: me.mentions }]
        : [];
    });
  }

  /**
   * Moves all markers of a person forward, to the last message or to the last one before an instant, and says where they
   * were. At most 500 rooms at once, locked in one order; the others follow with the next request.
   */
  async markAllRead(userId: string, before: string | undefined): Promise<ReadAllResult['items']> {
    const rows = await this.database.query<MovedRow & { previous: number }>({
      name: before === undefined ? 'mark_all_read' : 'mark_read_before',
      text: `WITH target AS (
               SELECT m.room_id, m.read_seq AS previous, ${before === undefined ? 'r.last_seq' : LAST_BEFORE} AS seq
               FROM room_member m JOIN room r ON r.id = m.room_id
               WHERE m.user_id = $1 AND r.deleted_at IS NULL AND m.read_seq < r.last_seq
               ORDER BY m.room_id LIMIT ${limits.roomsListed} FOR UPDATE OF m
             ), moved AS (
               UPDATE room_member m SET read_seq = t.seq FROM target t
               WHERE m.room_id = t.room_id AND m.user_id = $1 AND m.read_seq < t.seq
               RETURNING m.room_id, m.user_id, m.read_seq, t.previous
             )
             SELECT m.room_id, m.read_seq, m.previous, ${UNREAD_COUNT} AS unread FROM moved m ORDER BY m.room_id`,
      values: before === undefined ? [userId] : [userId, before],
    });
    return rows.map((row) => ({ ...toState(row), previousReadSeq: row.previous }));
  }

  /** Moves markers of a person back, never forward; rooms of which they are not a member are passed over. */
  async restore(userId: string, items: RestoreRead['items']): Promise<RestoredRead['items']> {
    const rows = await this.database.query<MovedRow>({
      name: 'restore_read',
      text: `WITH wanted AS (
               SELECT i.room_id, min(i.read_seq) AS read_seq FROM unnest($2::uuid[], $3::bigint[]) AS i(room_id, read_seq)
               GROUP BY i.room_id
             ), target AS (
               SELECT m.room_id FROM room_member m JOIN room r ON r.id = m.room_id
               WHERE m.user_id = $1 AND r.deleted_at IS NULL AND m.room_id IN (SELECT w.room_id FROM wanted w)
               ORDER BY m.room_id FOR UPDATE OF m
             ), moved AS (
               UPDATE room_member m SET read_seq = least(m.read_seq, w.read_seq)
               FROM target t JOIN wanted w ON w.room_id = t.room_id
               WHERE m.room_id = t.room_id AND m.user_id = $1
               RETURNING m.room_id, m.user_id, m.read_seq
             )
             SELECT m.room_id, m.read_seq, ${UNREAD_COUNT} AS unread FROM moved m ORDER BY m.room_id`,
      values: [userId, items.map((item) => item.roomId), items.map((item) => item.readSeq)],
    });
    return rows.map(toState);
  }
}

function toState(row: MovedRow): ReadState & { roomId: string } {
  return { roomId: row.room_id, readSeq: row.read_seq, unread: row.unread, mentions: 0 };
}
