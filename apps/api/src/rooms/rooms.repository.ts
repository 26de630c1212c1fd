import { Injectable } from '@nestjs/common';
import type { CreateRoom, Room, UpdateRoom } from '@tertulia/contract';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';
import { RoomEntity } from './room.entity.js';
import { RoomMemberEntity } from './room-member.entity.js';
import { MEMBER_COLUMNS, ROOM_COLUMNS, type RoomMeRow, type RoomRow, toRoom, toRoomWithMe } from './room-row.js';

/** Rooms in one list; more are found by searching. */
const MOST_LISTED = 500;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Rooms in PostgreSQL. */
@Injectable()
export class RoomsRepository {
  constructor(private readonly database: Database) {}

  /** A room that the viewer may enter, by id or slug; null for one that is missing or closed to them. */
  async findOpen(ref: string, viewerId: string): Promise<Room | null> {
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
}
