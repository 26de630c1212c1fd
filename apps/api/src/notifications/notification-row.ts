import type { Delivery, Notification } from '@tertulia/contract';
import { excerptOf } from '../common/excerpt.js';
import { jsonToUser, userJson, type UserJson } from '../identity/user-row.js';

/** A row of `NOTIFICATION_COLUMNS`. */
export interface NotificationRow {
  id: string;
  user_id: string;
  kind: Notification['kind'];
  created_at: Date;
  read_at: Date | null;
  withdrawn_at: Date | null;
  outcome: Delivery['outcome'];
  reason: Delivery['reason'];
  room: Notification['room'];
  message_id: string;
  seq: number;
  text: string;
  pictures: { alt: string | null }[] | null;
  author: UserJson;
}

/** Columns of a notification `n` joined by `NOTIFICATION_JOINS`: texts and names are those of now. */
export const NOTIFICATION_COLUMNS = `n.id, n.user_id, n.kind, n.created_at, n.read_at, n.withdrawn_at, n.outcome, n.reason,
  json_build_object('id', r.id, 'slug', r.slug, 'name', r.name) AS room,
  x.id AS message_id, x.seq, CASE WHEN x.deleted_at IS NULL AND x.held_at IS NULL THEN x.text ELSE '' END AS text,
  CASE WHEN x.held_at IS NULL THEN x.attachments END AS pictures, ${userJson('a')} AS author`;

/** Nothing is told of rooms that are not, or no longer, open to the person. */
export const NOTIFICATION_JOINS = `JOIN room r ON r.id = n.room_id
  LEFT JOIN room_member k ON k.room_id = n.room_id AND k.user_id = n.user_id
  JOIN message x ON x.id = n.message_id JOIN chat_user a ON a.id = x.author_id`;
export const IS_VISIBLE = 'room_is_open_to(r.visibility, r.deleted_at, k.user_id IS NOT NULL)';

export function toNotification(row: NotificationRow): Notification {
  return {
    id: row.id,
    kind: row.kind,
    room: row.room,
    message: {
      id: row.message_id,
      seq: row.seq,
      author: jsonToUser(row.author),
      excerpt: excerptOf(row.text, row.pictures ?? []),
    },
    createdAt: row.created_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
    delivery: { outcome: row.outcome, reason: row.reason },
  };
}
