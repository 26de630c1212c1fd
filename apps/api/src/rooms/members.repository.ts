import { Injectable } from '@nestjs/common';
import type { Role, Room, UpdateRoomMe, User, Visibility } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { rowToUser, userColumns, type UserRow } from '../identity/user-row.js';
import { mentionCount, UNREAD_COUNT } from '../notifications/count-columns.js';
import { dropMailOf } from '../notifications/notification-changes.js';
import { endInvites } from './invites.repository.js';
import { heldCount, ROOM_COLUMNS, type RoomMeRow, type RoomRow, toRoomWithMe } from './room-row.js';

const MOST_MEMBERS_LISTED = 1_000;

/** What became of a room when somebody left it: who owns it now, if that is another, and whether it was closed. */
export interface Departure {
  heirId: string | null;
  isClosed: boolean;
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
      text: `SELECT ${userColumns('u')} FROM room_member m JOIN chat_user u ON u.id = m.user_id
             WHERE m.room_id = $1 ORDER BY m.joined_at, u.id LIMIT ${MOST_MEMBERS_LISTED}`,
      values: [id],
    });
    return rows.map(rowToUser);
  }

  /**
   * Lets many people into many rooms in one statement: who may enter a public room becomes a member with nothing unread.
   * Null for those who may not.
   * @param lockMs how long to wait for rooms that somebody holds; absent: as long as any statement waits.
   */
  async enterMany(
    requests: { userId: string; roomId: string }[],
    lockMs?: number,
  ): Promise<{ room: Room | null; isNew: boolean }[]> {
    const rows = await this.database.query<RoomRow & RoomMeRow & { ord: number; is_new: boolean }>({
      name: 'enter_rooms',
      // The rooms are locked after the last row, by the foreign key; the setting ends with the transaction.
      text: `WITH input AS (
               SELECT i.user_id, i.room_id, i.ord
               FROM (SELECT set_config('lock_timeout', coalesce($3, current_setting('lock_timeout')), true) OFFSET 0) AS c
               CROSS JOIN unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS i(user_id, room_id, ord)
             ), entered AS (
               INSERT INTO room_member (room_id, user_id, read_seq)
               SELECT DISTINCT r.id, i.user_id, r.last_seq FROM input i JOIN room r ON r.id = i.room_id
               WHERE r.visibility = 'public' AND r.deleted_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM room_member k WHERE k.room_id = r.id AND k.user_id = i.user_id)
               ON CONFLICT DO NOTHING
               RETURNING room_id, user_id, role, read_seq, notify, is_favourite, is_mailed
             ), rooms AS MATERIALIZED (
               SELECT ${ROOM_COLUMNS} FROM room r
               WHERE r.id IN (SELECT room_id FROM input) AND r.deleted_at IS NULL
             )
             SELECT i.ord, r.*, e.user_id IS NOT NULL AS is_new, coalesce(m.role, e.role) AS role, coalesce(m.read_seq, e.read_seq) AS read_seq,
                    coalesce(m.notify, e.notify) AS notify, coalesce(m.is_favourite, e.is_favourite) AS is_favourite,
                    coalesce(m.is_mailed, e.is_mailed) AS is_mailed, ${mentionCount('i')} AS mentions, ${heldCount('i', 'm.role')} AS held,
                    CASE WHEN m.user_id IS NOT NULL THEN ${UNREAD_COUNT} ELSE 0 END AS unread
             FROM input i
             JOIN rooms r ON r.id = i.room_id
             LEFT JOIN room_member m ON m.room_id = i.room_id AND m.user_id = i.user_id
             LEFT JOIN entered e ON e.room_id = i.room_id AND e.user_id = i.user_id
             WHERE r.visibility = 'public' OR m.user_id IS NOT NULL`,
      values: [
        requests.map((request) => request.userId),
        requests.map((request) => request.roomId),
        lockMs === undefined ? null : `${lockMs}ms`,
      ],
    });
    const byOrd = new Map(rows.map((row) => [row.ord, row]));
    return requests.map((_request, index) => {
      const row = byOrd.get(index + 1);
      return { room: row ? toRoomWithMe(row) : null, isNew: row?.is_new ?? false };
    });
  }

  /** A person, not a program, by the folded form of their handle. */
  async findUser(handle: string): Promise<User | null> {
    const [row] = await this.database.query<UserRow>({
      text: `SELECT ${userColumns('u')} FROM chat_user u WHERE u.handle_key = $1 AND NOT u.is_bot`,
      values: [handle],
    });
    return row ? rowToUser(row) : null;
  }

  /**
   * Makes somebody a member with nothing unread, if the one who asks still may let people in.
   * @returns whether they were none before.
   */
  async add(roomId: string, userId: string, inviterId: string): Promise<boolean> {
    const rows = await this.database.query<object>({
      text: `INSERT INTO room_member (room_id, user_id, read_seq)
             SELECT r.id, $2, r.last_seq FROM room r JOIN room_member k ON k.room_id = r.id AND k.user_id = $3
             WHERE r.id = $1 AND r.deleted_at IS NULL AND (r.visibility = 'public' OR k.role = 'owner') FOR SHARE OF r
             ON CONFLICT DO NOTHING RETURNING user_id`,
      values: [roomId, userId, inviterId],
    });
    return rows.length > 0;
  }

  /**
   * Ends a membership. What an owner leaves goes to the one who has been there longest; a private room in which nobody is
   * left is closed. Codes that opened a private room to somebody who is taken out end with it.
   * @returns null for somebody who is not a member.
   */
  remove(roomId: string, userId: string, isTakenOut: boolean): Promise<Departure | null> {
    return this.database.transaction(async (manager) => {
      const [room] = await manager.query<{ visibility: Visibility }[]>(
        'SELECT visibility FROM room WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE',
        [roomId],
      );
      const [gone] = await manager.query<{ role: Role }[]>(
        `WITH gone AS (DELETE FROM room_member WHERE room_id = $1 AND user_id = $2 RETURNING role) SELECT role FROM gone`,
        [roomId, userId],
      );
      if (!room || !gone) return null;
      await dropMailOf(manager, roomId, userId);
      const isPrivate = room.visibility === 'private';
      if (isTakenOut && isPrivate) await endInvites(manager, roomId);
      if (gone.role !== 'owner') return { heirId: null, isClosed: false };
      const heirId = await passOn(manager, roomId);
      const isClosed = heirId === null && isPrivate;
      if (isClosed) await manager.query('UPDATE room SET deleted_at = now() WHERE id = $1', [roomId]);
      return { heirId, isClosed };
    });
  }

  /** Changes what a member wants of a room. @returns whether they are a member. */
  async updateOwn(roomId: string, userId: string, change: UpdateRoomMe): Promise<boolean> {
    const rows = await this.database.query<object>({
      text: `UPDATE room_member SET notify = coalesce($3, notify), is_favourite = coalesce($4, is_favourite),
               is_mailed = coalesce($5, is_mailed)
             WHERE room_id = $1 AND user_id = $2 RETURNING user_id`,
      values: [roomId, userId, change.notify, change.isFavourite, change.isMailed],
    });
    return rows.length > 0;
  }
}

/** Makes the longest member of a room its owner, who is never a program. @returns who that is, null when there is nobody. */
async function passOn(manager: EntityManager, roomId: string): Promise<string | null> {
  const [heir] = await manager.query<{ user_id: string }[]>(
    `WITH heir AS (
       SELECT k.user_id FROM room_member k JOIN chat_user u ON u.id = k.user_id AND NOT u.is_bot
       WHERE k.room_id = $1 ORDER BY k.joined_at, k.user_id LIMIT 1
     ), passed AS (
       UPDATE room_member m SET role = 'owner' FROM heir WHERE m.room_id = $1 AND m.user_id = heir.user_id RETURNING m.user_id
     ) SELECT user_id FROM passed`,
    [roomId],
  );
  return heir?.user_id ?? null;
}
