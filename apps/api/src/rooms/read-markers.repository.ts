import { Injectable } from '@nestjs/common';
import type { ReadState } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { MEMBER_COLUMNS, type RoomMeRow, toRoomMe } from './room-row.js';

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
}
