import { Injectable } from '@nestjs/common';
import type { Room } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { MEMBER_COLUMNS, ROOM_COLUMNS, type RoomMeRow, type RoomRow, toRoomWithMe } from '../rooms/room-row.js';

/** Rooms in one answer; the next ones follow when these are read. */
const MOST_ROOMS = 100;

/** A room with something unread, and which messages stand for it. */
export interface UnreadRoom {
  room: Room;
  firstUnreadId: string;
  newestId: string;
}

/** Which rooms of a person hold something unread. */
@Injectable()
export class CatchUpRepository {
  constructor(private readonly database: Database) {}

  /** Rooms with unread messages: those with most mentions first, then with most messages, muted ones last. */
  async findUnread(viewerId: string): Promise<UnreadRoom[]> {
    const rows = await this.database.query<RoomRow & RoomMeRow & { first_unread_id: string; newest_id: string }>({
      name: 'catch_up',
      text: `SELECT ${ROOM_COLUMNS}, ${MEMBER_COLUMNS}, f.id AS first_unread_id, n.id AS newest_id
             FROM room_member m JOIN room r ON r.id = m.room_id
             CROSS JOIN LATERAL (
               SELECT x.id FROM message x
               WHERE x.room_id = m.room_id AND x.seq > m.read_seq AND x.author_id <> m.user_id AND x.deleted_at IS NULL AND x.held_at IS NULL
               ORDER BY x.seq LIMIT 1
             ) AS f
             CROSS JOIN LATERAL (
               SELECT x.id FROM message x
               WHERE x.room_id = m.room_id AND x.deleted_at IS NULL AND x.held_at IS NULL ORDER BY x.seq DESC LIMIT 1
             ) AS n
             WHERE m.user_id = $1 AND r.deleted_at IS NULL AND m.read_seq < r.last_seq
             ORDER BY m.notify = 'none', mentions DESC, unread DESC, r.last_message_at DESC, r.id LIMIT ${MOST_ROOMS}`,
      values: [viewerId],
    });
    return rows.map((row) => ({
      room: toRoomWithMe(row),
      firstUnreadId: row.first_unread_id,
      newestId: row.newest_id,
    }));
  }
}
