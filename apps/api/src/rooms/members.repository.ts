import { Injectable } from '@nestjs/common';
import type { Room, User } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { ROOM_COLUMNS, type RoomMeRow, type RoomRow, toRoomWithMe, UNREAD_COUNT } from './room-row.js';

const MOST_MEMBERS_LISTED = 1_000;

interface UserRow {
  id: string;
  handle: string;
  display_name: string;
  is_guest: boolean;
  is_bot: boolean;
}

/** Who belongs to which room, in PostgreSQL. */
@Injectable()
export class MembersRepository {
  constructor(private readonly database: Database) {}

  async memberIds(id: string): Promise<string[]> {
    const rows = await this.database.query<{ user_id: string }>({
      text: 'SELECT user_id FROM room_member WHERE room_id = $1',
      values: [id],
    });
    return rows.map((row) => row.user_id);
  }

  async listMembers(id: string): Promise<User[]> {
    const rows = await this.database.query<UserRow>({
      text: `SELECT u.id, u.handle, u.display_name, u.is_guest, u.is_bot FROM room_member m JOIN chat_user u ON u.id = m.user_id
             WHERE m.room_id = $1 ORDER BY m.joined_at, u.id LIMIT ${MOST_MEMBERS_LISTED}`,
      values: [id],
    });
    return rows.map((row) => ({
      id: row.id,
      handle: row.handle,
      displayName: row.display_name,
      isGuest: row.is_guest,
      isBot: row.is_bot,
    }));
  }

  /**
   * Lets many people into many rooms in one statement: who may enter a public room becomes a member with nothing unread.
   * Null for those who may not.
   */
  async enterMany(requests: { userId: string; roomId: string }[]): Promise<{ room: Room | null }[]> {
    const rows = await this.database.query<RoomRow & RoomMeRow & { ord: number }>({
      name: 'enter_rooms',
      text: `WITH input AS (
               SELECT i.user_id, i.room_id, i.ord FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS i(user_id, room_id, ord)
             ), entered AS (
               INSERT INTO room_member (room_id, user_id, read_seq)
               SELECT DISTINCT r.id, i.user_id, r.last_seq FROM input i JOIN room r ON r.id = i.room_id
               WHERE r.visibility = 'public' AND r.deleted_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM room_member k WHERE k.room_id = r.id AND k.user_id = i.user_id)
               ON CONFLICT DO NOTHING
               RETURNING room_id, user_id, role, read_seq, notify, is_favourite
             ), rooms AS MATERIALIZED (
               SELECT ${ROOM_COLUMNS} FROM room r
               WHERE r.id IN (SELECT room_id FROM input) AND r.deleted_at IS NULL
             )
             SELECT i.ord, r.*, coalesce(m.role, e.role) AS role, coalesce(m.read_seq, e.read_seq) AS read_seq,
                    coalesce(m.notify, e.notify) AS notify, coalesce(m.is_favourite, e.is_favourite) AS is_favourite,
                    CASE WHEN m.user_id IS NOT NULL THEN ${UNREAD_COUNT} ELSE 0 END AS unread
             FROM input i
             JOIN rooms r ON r.id = i.room_id
             LEFT JOIN room_member m ON m.room_id = i.room_id AND m.user_id = i.user_id
             LEFT JOIN entered e ON e.room_id = i.room_id AND e.user_id = i.user_id
             WHERE r.visibility = 'public' OR m.user_id IS NOT NULL`,
      values: [requests.map((request) => request.userId), requests.map((request) => request.roomId)],
    });
    const byOrd = new Map(rows.map((row) => [row.ord, row]));
    return requests.map((_request, index) => {
      const row = byOrd.get(index + 1);
      return { room: row ? toRoomWithMe(row) : null };
    });
  }
}
