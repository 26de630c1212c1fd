import { Injectable } from '@nestjs/common';
import type { Draft } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { REPLY_COLUMNS, type ReplyRow, toReply } from '../messages/message-row.js';

/** Drafts of one person; those that were not touched for the longest time go, cleared ones first. */
const MOST_DRAFTS = 500;

interface DraftRow extends ReplyRow {
  room_id: string;
  text: string;
  revision: number;
  updated_at: Date;
}

const DRAFT_COLUMNS = `d.room_id, d.text, d.revision, d.updated_at, ${REPLY_COLUMNS}`;
const REPLY_JOINS = `LEFT JOIN message q ON q.id = d.reply_to_id AND q.room_id = d.room_id
  LEFT JOIN chat_user qa ON qa.id = q.author_id`;

/** Drafts in PostgreSQL. */
@Injectable()
export class DraftsRepository {
  constructor(private readonly database: Database) {}

  /** What the person has begun to write in rooms that are still open to them, latest first. */
  async list(userId: string): Promise<Draft[]> {
    const rows = await this.database.query<DraftRow>({
      text: `SELECT ${DRAFT_COLUMNS}
             FROM draft d JOIN room r ON r.id = d.room_id
             LEFT JOIN room_member m ON m.room_id = d.room_id AND m.user_id = d.user_id
             ${REPLY_JOINS}
             WHERE d.user_id = $1 AND d.text <> '' AND room_is_open_to(r.visibility, r.deleted_at, m.user_id IS NOT NULL)
             ORDER BY d.updated_at DESC, d.room_id`,
      values: [userId],
    });
    return rows.map(toDraft);
  }

  async find(userId: string, roomId: string): Promise<Draft | null> {
    const [row] = await this.database.query<DraftRow>({
      text: `SELECT ${DRAFT_COLUMNS} FROM draft d ${REPLY_JOINS} WHERE d.user_id = $1 AND d.room_id = $2`,
      values: [userId, roomId],
    });
    return row ? toDraft(row) : null;
  }

  /** Puts a text in the place of the last one, whatever it was. */
  async write(userId: string, roomId: string, text: string, replyToId: string | null): Promise<void> {
    const [row] = await this.database.query<{ is_new: boolean }>({
      text: `INSERT INTO draft AS d (user_id, room_id, text, reply_to_id, revision, updated_at) VALUES ($1, $2, $3, $4, 1, now())
             ON CONFLICT (user_id, room_id) DO UPDATE
             SET text = excluded.text, reply_to_id = excluded.reply_to_id, revision = d.revision + 1, updated_at = now()
             RETURNING d.revision = 1 AS is_new`,
      values: [userId, roomId, text, replyToId],
    });
    if (row?.is_new) await this.prune(userId);
  }

  /** Clears the draft that stands at exactly this revision. @returns whether there was one. */
  async clear(userId: string, roomId: string, revision: number): Promise<boolean> {
    const rows = await this.database.query({
      text: `UPDATE draft SET text = '', reply_to_id = NULL, revision = revision + 1, updated_at = now()
             WHERE user_id = $1 AND room_id = $2 AND revision = $3 AND text <> '' RETURNING 1`,
      values: [userId, roomId, revision],
    });
    return rows.length > 0;
  }

  /** Whether the room has this message. */
  async hasMessage(roomId: string, messageId: string): Promise<boolean> {
    const rows = await this.database.query({
      text: 'SELECT 1 FROM message WHERE id = $1 AND room_id = $2',
      values: [messageId, roomId],
    });
    return rows.length > 0;
  }

  private async prune(userId: string): Promise<void> {
    await this.database.query({
      text: `DELETE FROM draft WHERE user_id = $1 AND room_id IN (
               SELECT room_id FROM draft WHERE user_id = $1
               ORDER BY text <> '' DESC, updated_at DESC, room_id OFFSET ${MOST_DRAFTS}
             )`,
      values: [userId],
    });
  }
}

function toDraft(row: DraftRow): Draft {
  return {
    roomId: row.room_id,
    text: row.text,
    replyTo: toReply(row),
    revision: row.revision,
    updatedAt: row.updated_at.toISOString(),
  };
}
