import type { Role, Room, RoomMe, Visibility, WordRule } from '@tertulia/contract';
import { mentionCount, UNREAD_COUNT } from '../notifications/count-columns.js';

/** A row of `ROOM_COLUMNS`. */
export interface RoomRow {
  id: string;
  slug: string;
  name: string;
  topic: string;
  visibility: Visibility;
  created_at: Date;
  created_by: string | null;
  last_seq: number;
  version: number;
  revision: number;
  last_message_at: Date | null;
  slow_mode_seconds: number;
  retention_days: number | null;
  archived_at: Date | null;
  word_rule: WordRule;
  member_count: number;
}

/** A row of `MEMBER_COLUMNS`; all null for somebody who is not a member. */
export interface RoomMeRow {
  role: Role | null;
  read_seq: number | null;
  notify: RoomMe['notify'] | null;
  is_favourite: boolean | null;
  is_mailed: boolean | null;
  unread: number | null;
  mentions: number | null;
  held: number | null;
}

/** Columns of a room `r`; the members are counted, never kept as a number that could drift. */
export const ROOM_COLUMNS = `r.id, r.slug, r.name, r.topic, r.visibility, r.created_at, r.created_by, r.last_seq, r.version, r.revision,
  r.last_message_at, r.slow_mode_seconds, r.retention_days, r.archived_at, r.word_rule,
  (SELECT count(*) FROM room_member c WHERE c.room_id = r.id) AS member_count`;

/** Messages that wait for an owner under the alias; null for anybody else, who is not counted for. */
export const heldCount = (alias: string, role: string) => `CASE WHEN ${role} = 'owner' THEN
  (SELECT count(*) FROM message h WHERE h.room_id = ${alias}.room_id AND h.held_at IS NOT NULL) END`;

/** Columns of a member `m` of a room. */
export const MEMBER_COLUMNS = `m.role, m.read_seq, m.notify, m.is_favourite, m.is_mailed, ${UNREAD_COUNT} AS unread,
  ${mentionCount('m')} AS mentions, ${heldCount('m', 'm.role')} AS held`;

/** A room as the contract shows it, without the viewer's own part. */
export function toRoom(row: RoomRow): Room {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    topic: row.topic,
    visibility: row.visibility,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastSeq: row.last_seq,
    version: row.version,
    revision: row.revision,
    lastMessageAt: row.last_message_at?.toISOString() ?? null,
    memberCount: row.member_count,
    slowModeSeconds: row.slow_mode_seconds,
    retentionDays: row.retention_days,
    archivedAt: row.archived_at?.toISOString() ?? null,
    wordRule: row.word_rule,
  };
}

/** The viewer's own part; undefined for somebody who is not a member. */
export function toRoomMe(row: RoomMeRow): RoomMe | undefined {
  if (row.role === null || row.read_seq === null || row.notify === null) return undefined;
  return {
    role: row.role,
    readSeq: row.read_seq,
    unread: row.unread ?? 0,
    mentions: row.mentions ?? 0,
    notify: row.notify,
    isFavourite: row.is_favourite === true,
    isMailed: row.is_mailed !== false,
    ...(row.held !== null && { held: row.held }),
  };
}

export function toRoomWithMe(row: RoomRow & RoomMeRow): Room {
  const me = toRoomMe(row);
  return me ? { ...toRoom(row), me } : toRoom(row);
}
