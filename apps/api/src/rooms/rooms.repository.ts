import { Injectable } from '@nestjs/common';
import type { CreateRoom, ReadState, Room, User, UpdateRoom } from '@tertulia/contract';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';
import { rowToUser, userColumns, type UserRow } from '../identity/user-row.js';
import { RoomEntity } from './room.entity.js';
import { RoomMemberEntity } from './room-member.entity.js';
import {
  MEMBER_COLUMNS,
  ROOM_COLUMNS,
  type RoomMeRow,
  type RoomRow,
  toRoom,
  toRoomMe,
  toRoomWithMe,
  UNREAD_COUNT,
} from './room-row.js';

/** Rooms in one list; more are found by searching. */
const MOST_LISTED = 500;
const MOST_MEMBERS_LISTED = 1_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Rooms, members and read markers in PostgreSQL. */
@Injectable()
export class RoomsRepository {
  constructor(private readonly database: Database) {}

  /** A room that the viewer, or somebody without a name, may enter, by id or slug; null for one that is missing or closed. */
  async findOpen(ref: string, viewerId: string | null): Promise<Room | null> {
    const [row] = await this.database.query<RoomRow & RoomMeRow>({
      name: UUID.test(ref) ? 'find_room_by_id' : 'find_room_by_slug',
      text: `SELECT ${ROOM_COLUMNS}, ${MEMBER_COLUMNS}
             FROM room r LEFT JOIN room_member m ON m.room_id = r.id AND m.user_id = $2
             WHERE ${UUID.test(ref) ? 'r.id = $1::uuid' : 'r.slug = $1'} AND room_is_open_to(r.visibility, r.deleted_at, m.user_id IS NOT NULL)`,
      values: [ref, viewerId],
    });
    return row ? toRoomWithMe(row) : null;
  }

  /** The ids of rooms, named by id or slug, that the viewers may enter, in one statement; null where they may not. */
  async findOpenIds(
    requests: { ref: string; viewerId: string }[],
  ): Promise<{ id: string | null; isPublic: boolean }[]> {
    const rows = await this.database.query<{ ord: number; id: string; is_public: boolean }>({
      name: 'gate_rooms',
      text: `WITH input AS (
               SELECT i.id, i.slug, i.viewer_id, i.ord
               FROM unnest($1::uuid[], $2::text[], $3::uuid[]) WITH ORDINALITY AS i(id, slug, viewer_id, ord)
             ), named AS (
               SELECT i.ord, i.viewer_id, r.id, r.visibility, r.deleted_at FROM input i JOIN room r ON r.id = i.id
               UNION ALL
               SELECT i.ord, i.viewer_id, r.id, r.visibility, r.deleted_at FROM input i JOIN room r ON r.slug = i.slug AND r.deleted_at IS NULL
             )
             SELECT n.ord, n.id, n.visibility = 'public' AS is_public FROM named n LEFT JOIN room_member m ON m.room_id = n.id AND m.user_id = n.viewer_id
             WHERE room_is_open_to(n.visibility, n.deleted_at, m.user_id IS NOT NULL)`,
      values: [
        requests.map(({ ref }) => (UUID.test(ref) ? ref : null)),
        requests.map(({ ref }) => (UUID.test(ref) ? null : ref)),
        requests.map(({ viewerId }) => viewerId),
      ],
    });
    const byOrd = new Map(rows.map((row) => [row.ord, row]));
    return requests.map((_request, index) => {
      const row = byOrd.get(index + 1);
      return { id: row?.id ?? null, isPublic: row?.is_public === true };
    });
  }

  /** Public rooms, latest activity first, without anybody's own part. */
  async listPublic(): Promise<Room[]> {
    const rows = await this.database.query<RoomRow>({
      text: `SELECT ${ROOM_COLUMNS} FROM room r WHERE r.deleted_at IS NULL AND r.visibility = 'public'
             ORDER BY r.last_message_at DESC NULLS LAST, r.created_at DESC LIMIT ${MOST_LISTED}`,
    });
    return rows.map(toRoom);
  }

  /** The rooms of which somebody is a member, private ones included, with their own part. */
  async listOwn(viewerId: string): Promise<Room[]> {
    const rows = await this.database.query<RoomRow & RoomMeRow>({
      text: `SELECT ${ROOM_COLUMNS}, ${MEMBER_COLUMNS} FROM room_member m JOIN room r ON r.id = m.room_id
             WHERE m.user_id = $1 AND r.deleted_at IS NULL
             ORDER BY r.last_message_at DESC NULLS LAST, r.created_at DESC LIMIT ${MOST_LISTED}`,
      values: [viewerId],
    });
    return rows.map(toRoomWithMe);
  }

  /** Rooms open to the viewer whose name, topic or address holds a text. */
  async search(text: string, viewerId: string): Promise<Room[]> {
    const rows = await this.database.query<RoomRow & RoomMeRow>({
      text: `SELECT ${ROOM_COLUMNS}, ${MEMBER_COLUMNS}
             FROM room r LEFT JOIN room_member m ON m.room_id = r.id AND m.user_id = $2
             WHERE room_is_open_to(r.visibility, r.deleted_at, m.user_id IS NOT NULL)
               AND (strpos(lower(r.name), lower($1)) > 0 OR strpos(lower(r.topic), lower($1)) > 0 OR strpos(r.slug, lower($1)) > 0)
             ORDER BY r.last_message_at DESC NULLS LAST, r.created_at DESC LIMIT ${MOST_LISTED}`,
      values: [text, viewerId],
    });
    return rows.map(toRoomWithMe);
  }

  /** Makes a room with its owner as the first member. The unique index refuses a slug that is taken. */
  async create(request: CreateRoom, slug: string, ownerId: string | null): Promise<Room> {
    const id = uuidv7();
    return this.database.transaction(async (manager) => {
      await manager.insert(RoomEntity, {
        id,
        slug,
        name: request.name,
        topic: request.topic ?? '',
        visibility: request.visibility ?? 'public',
        createdBy: ownerId,
      });
      if (ownerId) await manager.insert(RoomMemberEntity, { roomId: id, userId: ownerId, role: 'owner' });
      const rows = await manager.query<(RoomRow & RoomMeRow)[]>(
        `SELECT ${ROOM_COLUMNS}, ${MEMBER_COLUMNS} FROM room r LEFT JOIN room_member m ON m.room_id = r.id AND m.user_id = $2 WHERE r.id = $1`,
        [id, ownerId],
      );
      const [row] = rows;
      if (!row) throw new Error('The new room was not returned.');
      return toRoomWithMe(row);
    });
  }

  async update(id: string, change: UpdateRoom): Promise<void> {
    await this.database.transaction((manager) => manager.update(RoomEntity, { id }, change));
  }

  async close(id: string): Promise<void> {
    await this.database.query({
      text: 'UPDATE room SET deleted_at = now() WHERE id = $1 AND deleted_at IS NULL',
      values: [id],
    });
  }

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
               RETURNING room_id, user_id, role, read_seq, notify
             ), rooms AS MATERIALIZED (
               SELECT ${ROOM_COLUMNS} FROM room r
               WHERE r.id IN (SELECT room_id FROM input) AND r.deleted_at IS NULL
             )
             SELECT i.ord, r.*, coalesce(m.role, e.role) AS role, coalesce(m.read_seq, e.read_seq) AS read_seq,
                    coalesce(m.notify, e.notify) AS notify,
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
