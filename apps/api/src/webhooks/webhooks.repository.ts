import { Injectable } from '@nestjs/common';
import { limits, type User, type Webhook } from '@tertulia/contract';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';
import { insertBot } from '../identity/bots.js';
import { rowToUser, userColumns, type UserRow } from '../identity/user-row.js';

/** A webhook as a post needs it. */
export interface Hook {
  id: string;
  roomId: string;
  name: string;
  secretHash: Buffer;
  /** Whose message a post becomes. */
  bot: User;
  /** Nobody noted its use within the last minute. */
  isUseDue: boolean;
}

interface WebhookRow {
  id: string;
  name: string;
  created_by: string | null;
  created_at: Date;
  last_used_at: Date | null;
}

interface HookRow extends UserRow {
  hook_id: string;
  room_id: string;
  name: string;
  secret_hash: Buffer;
  is_use_due: boolean;
}

const COLUMNS = 'w.id, w.name, w.created_by, w.created_at, w.last_used_at';
/** Not revoked, and its bot is still in the room: taking the bot out ends it as well. */
const LIVE = `FROM webhook w JOIN room_member b ON b.room_id = w.room_id AND b.user_id = w.bot_id
  JOIN room r ON r.id = w.room_id AND r.deleted_at IS NULL`;

/** Webhooks in PostgreSQL, with the hash of their secret. */
@Injectable()
export class WebhooksRepository {
  constructor(private readonly database: Database) {}

  async list(roomId: string): Promise<Webhook[]> {
    const rows = await this.database.query<WebhookRow>({
      text: `SELECT ${COLUMNS} ${LIVE} WHERE w.room_id = $1 AND w.revoked_at IS NULL ORDER BY w.created_at, w.id`,
      values: [roomId],
    });
    return rows.map(toWebhook);
  }

  /**
   * Makes a webhook and its bot, a member of the room. The room is held, so that two made at once are counted one after the
   * other and whoever makes one still owns the room.
   */
  create(
    wanted: { roomId: string; ownerId: string; name: string },
    secretHash: Buffer,
  ): Promise<{ webhook: Webhook; botId: string } | 'not_owner' | 'full'> {
    const { roomId, ownerId, name } = wanted;
    return this.database.transaction(async (manager) => {
      const [room] = await manager.query<{ last_seq: number }[]>(
        `SELECT r.last_seq FROM room r JOIN room_member k ON k.room_id = r.id AND k.user_id = $2 AND k.role = 'owner'
         WHERE r.id = $1 AND r.deleted_at IS NULL FOR NO KEY UPDATE OF r`,
        [roomId, ownerId],
      );
      if (!room) return 'not_owner';
      const live = await manager.query<object[]>(`SELECT 1 ${LIVE} WHERE w.room_id = $1 AND w.revoked_at IS NULL`, [
        roomId,
      ]);
      if (live.length >= limits.webhooksPerRoom) return 'full';
      const botId = await insertBot(manager, name);
      await manager.query('INSERT INTO room_member (room_id, user_id, read_seq) VALUES ($1, $2, $3)', [
        roomId,
        botId,
        room.last_seq,
      ]);
      const rows = await manager.query<WebhookRow[]>(
        `INSERT INTO webhook AS w (id, room_id, bot_id, name, secret_hash, created_by) VALUES ($1, $2, $3, $4, $5, $6)
         RETURNING ${COLUMNS}`,
        [uuidv7(), roomId, botId, name, secretHash, ownerId],
      );
      const [made] = rows.map(toWebhook);
      if (!made) throw new Error('A webhook was inserted and is not there.');
      return { webhook: made, botId };
    });
  }

  /** Ends one for good. @returns its bot, which is no member any more; null when there is no such live webhook. */
  revoke(roomId: string, id: string): Promise<string | null> {
    return this.database.transaction(async (manager) => {
      const [revoked] = await manager.query<{ bot_id: string }[]>(
        `WITH revoked AS (
           UPDATE webhook SET revoked_at = clock_timestamp() WHERE id = $1 AND room_id = $2 AND revoked_at IS NULL RETURNING bot_id
         ) SELECT bot_id FROM revoked`,
        [id, roomId],
      );
      if (!revoked) return null;
      await manager.query('DELETE FROM room_member WHERE room_id = $1 AND user_id = $2', [roomId, revoked.bot_id]);
      return revoked.bot_id;
    });
  }

  /** Read anew for each post, so that one that was revoked on any node ends at once on all. */
  async findHook(id: string): Promise<Hook | null> {
    const [row] = await this.database.query<HookRow>({
      name: 'find_hook',
      text: `SELECT w.id AS hook_id, w.room_id, w.name, w.secret_hash, ${userColumns('u')},
                    coalesce(w.last_used_at < now() - interval '1 minute', true) AS is_use_due
             ${LIVE} JOIN chat_user u ON u.id = w.bot_id WHERE w.id = $1 AND w.revoked_at IS NULL`,
      values: [id],
    });
    if (!row) return null;
    return {
      id: row.hook_id,
      roomId: row.room_id,
      name: row.name,
      secretHash: row.secret_hash,
      bot: rowToUser(row),
      isUseDue: row.is_use_due,
    };
  }

  /** At most once a minute, however often it is used. */
  async noteUse(id: string): Promise<void> {
    await this.database.query({
      text: `UPDATE webhook SET last_used_at = now()
             WHERE id = $1 AND coalesce(last_used_at < now() - interval '1 minute', true)`,
      values: [id],
    });
  }
}

function toWebhook(row: WebhookRow): Webhook {
  return {
    id: row.id,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
