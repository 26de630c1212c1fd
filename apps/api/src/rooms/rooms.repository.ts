import { Injectable } from '@nestjs/common';
import type { CreateRoom, Room, UpdateRoom, Visibility } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';
import { endInvites } from './invites.repository.js';
import { RoomEntity } from './room.entity.js';
import { RoomMemberEntity } from './room-member.entity.js';
import { MEMBER_COLUMNS, ROOM_COLUMNS, type RoomMeRow, type RoomRow, toRoom, toRoomWithMe } from './room-row.js';

/** Rooms in one list; more are found by searching. */
const MOST_LISTED = 500;
/** The live room that bears the address `$1`, else the one that bore it last. */
const ID_BY_SLUG = `coalesce(
  (SELECT l.id FROM room l WHERE l.slug = $1 AND l.deleted_at IS NULL), (SELECT h.room_id FROM room_slug_history h WHERE h.slug = $1))`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A change of a room with the address that follows from its name. */
export type RoomChange = UpdateRoom & { slug?: string };

/** Rooms in PostgreSQL. */
@Injectable()
export class RoomsRepository {
  constructor(private readonly database: Database) {}

  /**
   * A room that the viewer, or somebody without a name, may enter, by id or by a slug that it has or had; null for one that
   * is missing or closed to them.
   */
  async findOpen(ref: string, viewerId: string | null): Promise<Room | null> {
    const [row] = await this.database.query<RoomRow & RoomMeRow>({
      name: UUID.test(ref) ? 'find_room_by_id' : 'find_room_by_slug',
      text: `SELECT ${ROOM_COLUMNS}, ${MEMBER_COLUMNS}
             FROM room r LEFT JOIN room_member m ON m.room_id = r.id AND m.user_id = $2
             WHERE r.id = ${UUID.test(ref) ? '$1::uuid' : ID_BY_SLUG} AND room_is_open_to(r.visibility, r.deleted_at, m.user_id IS NOT NULL)`,
      values: [ref, viewerId],
    });
    return row ? toRoomWithMe(row) : null;
  }

  /** A room that is not closed, as all may see it. */
  async find(id: string): Promise<Room | null> {
    const [row] = await this.database.query<RoomRow>({
      text: `SELECT ${ROOM_COLUMNS} FROM room r WHERE r.id = $1 AND r.deleted_at IS NULL`,
      values: [id],
    });
    return row ? toRoom(row) : null;
  }

  /** A room as all may see it, or saw it before it was closed. */
  async findEver(id: string): Promise<{ room: Room; isClosed: boolean } | null> {
    const [row] = await this.database.query<RoomRow & { is_closed: boolean }>({
      text: `SELECT ${ROOM_COLUMNS}, r.deleted_at IS NOT NULL AS is_closed FROM room r WHERE r.id = $1`,
      values: [id],
    });
    return row ? { room: toRoom(row), isClosed: row.is_closed } : null;
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
               UNION ALL
               SELECT i.ord, i.viewer_id, r.id, r.visibility, r.deleted_at
               FROM input i JOIN room_slug_history h ON h.slug = i.slug JOIN room r ON r.id = h.room_id
               WHERE NOT EXISTS (SELECT 1 FROM room l WHERE l.slug = i.slug AND l.deleted_at IS NULL)
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

  /**
   * Changes a room as a whole or not at all. An address that it gives up leads to it still; what members of a public room
   * promised to others ends when it becomes private. The unique index refuses a slug that is taken.
   */
  async update(id: string, change: RoomChange): Promise<void> {
    await this.database.transaction(async (manager) => {
      const [before] = await manager.query<{ slug: string; visibility: Visibility }[]>(
        'SELECT slug, visibility FROM room WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE',
        [id],
      );
      if (!before) return;
      await manager.query(
        `UPDATE room SET name = coalesce($2, name), slug = coalesce($3, slug), topic = coalesce($4, topic),
                visibility = coalesce($5, visibility),
                archived_at = CASE $6::boolean WHEN true THEN coalesce(archived_at, now()) WHEN false THEN NULL ELSE archived_at END,
                word_rule = coalesce($7, word_rule)
         WHERE id = $1`,
        [id, change.name, change.slug, change.topic, change.visibility, change.archived, change.wordRule],
      );
      if (change.slug !== undefined && change.slug !== before.slug)
        await keepSlug(manager, id, before.slug, change.slug);
      if (before.visibility === 'public' && change.visibility === 'private') await endInvites(manager, id);
    });
  }

  async close(id: string): Promise<void> {
    await this.database.query({
      text: 'UPDATE room SET deleted_at = now() WHERE id = $1 AND deleted_at IS NULL',
      values: [id],
    });
  }
}

/** Lets the address that a room had lead to it; one that it takes up again is history no more. */
async function keepSlug(manager: EntityManager, id: string, old: string, current: string): Promise<void> {
  await manager.query(
    `INSERT INTO room_slug_history (slug, room_id) VALUES ($1, $2)
     ON CONFLICT (slug) DO UPDATE SET room_id = excluded.room_id, created_at = now()`,
    [old, id],
  );
  await manager.query('DELETE FROM room_slug_history WHERE slug = $1 AND room_id = $2', [current, id]);
}
