import type { Attachment, Entity, ReplyReference, StoredPicture, Tag } from '@tertulia/contract';
import { excerptOf } from '../common/excerpt.js';
import { jsonToUser, userJson, type UserJson } from '../identity/user-row.js';
import type { StoredMessage } from './stored-message.js';

/** A row of `REPLY_COLUMNS`; all null without a reply. */
export interface ReplyRow {
  reply_id: string | null;
  reply_seq: number | null;
  reply_text: string | null;
  reply_attachments: StoredAttachment[] | null;
  reply_author: UserJson | null;
}

/** A picture in a message, as its row keeps it: the same for ever, wherever pictures are read. */
export interface StoredAttachment extends StoredPicture {
  id: string;
  alt: string | null;
}

/** A row of `MESSAGE_COLUMNS`. */
export interface MessageRow extends ReplyRow {
  id: string;
  room_id: string;
  seq: number;
  version: number;
  created_version: number;
  text: string;
  entities: Entity[];
  client_message_id: string;
  attachments: StoredAttachment[];
  tags: Tag[];
  created_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
  held_at: Date | null;
  author: UserJson;
  reactions: { emoji: string; userIds: string[] }[] | null;
}

/** Columns of the message `q` that something replies to, with its author `qa`. */
export const REPLY_COLUMNS = `q.id AS reply_id, q.seq AS reply_seq, CASE WHEN q.deleted_at IS NULL AND q.held_at IS NULL THEN q.text ELSE '' END AS reply_text,
  CASE WHEN q.held_at IS NULL THEN q.attachments END AS reply_attachments,
  CASE WHEN q.id IS NOT NULL THEN ${userJson('qa')} END AS reply_author`;

/** Columns of a message `m` joined by `MESSAGE_JOINS`. */
export const MESSAGE_COLUMNS = `m.id, m.room_id, m.seq, m.version, m.created_version, m.text, m.entities, m.attachments, m.tags,
  m.client_message_id, m.created_at, m.edited_at, m.deleted_at, m.held_at, ${userJson('a')} AS author,
  ${REPLY_COLUMNS},
  (SELECT json_agg(json_build_object('emoji', g.emoji, 'userIds', g.user_ids) ORDER BY g.first_at, g.emoji)
   FROM (SELECT x.emoji, json_agg(x.user_id ORDER BY x.created_at) AS user_ids, min(x.created_at) AS first_at
         FROM reaction x WHERE x.message_id = m.id GROUP BY x.emoji) AS g) AS reactions`;

export const MESSAGE_JOINS = `JOIN chat_user a ON a.id = m.author_id
  LEFT JOIN message q ON q.id = m.reply_to_id LEFT JOIN chat_user qa ON qa.id = q.author_id`;

/** @param mediaUrl where pictures are read, without a slash at the end; empty for the own origin. */
export function toMessage(row: MessageRow, mediaUrl: string): StoredMessage {
  const isDeleted = row.deleted_at !== null;
  return {
    id: row.id,
    roomId: row.room_id,
    seq: row.seq,
    version: row.version,
    author: jsonToUser(row.author),
    text: isDeleted ? '' : row.text,
    entities: isDeleted ? [] : row.entities,
    attachments: isDeleted ? [] : row.attachments.map((attachment) => presentAttachment(attachment, mediaUrl)),
    replyTo: isDeleted ? null : toReply(row),
    reactions: isDeleted ? [] : (row.reactions ?? []),
    tags: isDeleted ? [] : row.tags,
    clientMessageId: row.client_message_id,
    createdAt: row.created_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    ...(row.held_at && !isDeleted && { heldAt: row.held_at.toISOString() }),
    createdVersion: row.created_version,
  };
}

export function presentAttachment(stored: StoredAttachment, mediaUrl: string): Attachment {
  const { id, key, thumbnailKey, contentType, bytes, width, height, alt, placeholder, isAnimated } = stored;
  return {
    id,
    status: 'ready',
    url: `${mediaUrl}/${key}`,
    thumbnailUrl: `${mediaUrl}/${thumbnailKey}`,
    width,
    height,
    contentType,
    bytes,
    alt,
    placeholder,
    ...(isAnimated && { isAnimated }),
  };
}

/** What a reply shows of the message that it answers. */
export function toReply(row: ReplyRow): ReplyReference | null {
  if (row.reply_id === null || row.reply_seq === null || row.reply_author === null) return null;
  const author = jsonToUser(row.reply_author);
  return {
    id: row.reply_id,
    seq: row.reply_seq,
    author,
    excerpt: excerptOf(row.reply_text ?? '', row.reply_attachments ?? []),
  };
}
