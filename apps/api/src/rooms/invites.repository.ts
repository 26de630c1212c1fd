import { Injectable } from '@nestjs/common';
import type { Invite, InvitePreview, Visibility } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';

/** A code that ended is known for this long, to be answered with "it has ended" instead of "there is none". */
const REMEMBERED = "interval '30 days'";

/** A live room, an instant that has not come, and a use that is left. */
const IS_GOOD = 'r.deleted_at IS NULL AND i.expires_at > clock_timestamp() AND coalesce(i.uses_left, 1) > 0';

interface PreviewRow {
  is_good: boolean;
  slug: string;
  name: string;
  topic: string;
  visibility: Visibility;
  member_count: number;
  expires_at: Date;
}

/** What accepting a code came to: nothing known of it, no longer good, or the room, entered now or before. */
export type Acceptance = 'unknown' | 'over' | { roomId: string; isNew: boolean };

/** Invitations in PostgreSQL, found by the hash of their code. */
@Injectable()
export class InvitesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores a code of a room, if its maker still may let people in, and forgets those of the room that ended long ago. The
   * room is held, so that no code slips in while it becomes private. Null for who may not.
   */
  async create(
    codeHash: Buffer,
    roomId: string,
    makerId: string,
    terms: { days: number; uses: number | undefined },
  ): Promise<Pick<Invite, 'expiresAt' | 'usesLeft'> | null> {
    const [row] = await this.database.query<{ expires_at: Date; uses_left: number | null }>({
      text: `WITH forgotten AS (DELETE FROM room_invite WHERE room_id = $2 AND expires_at < now() - ${REMEMBERED})
             INSERT INTO room_invite (code_hash, room_id, made_by, expires_at, uses_left)
             SELECT $1, r.id, k.user_id, now() + make_interval(days => $4::integer), $5::integer
             FROM room r JOIN room_member k ON k.room_id = r.id AND k.user_id = $3
             WHERE r.id = $2 AND r.deleted_at IS NULL AND (r.visibility = 'public' OR k.role = 'owner') FOR SHARE OF r
             RETURNING expires_at, uses_left`,
      values: [codeHash, roomId, makerId, terms.days, terms.uses],
    });
    return row ? { expiresAt: row.expires_at.toISOString(), usesLeft: row.uses_left } : null;
  }

  /** What a code leads to; null when it is not known. */
  async findPreview(codeHash: Buffer): Promise<InvitePreview | 'over' | null> {
    const [row] = await this.database.query<PreviewRow>({
      text: `SELECT ${IS_GOOD} AS is_good, r.slug, r.name, r.topic, r.visibility, i.expires_at,
                    (SELECT count(*) FROM room_member c WHERE c.room_id = r.id) AS member_count
             FROM room_invite i JOIN room r ON r.id = i.room_id WHERE i.code_hash = $1`,
      values: [codeHash],
    });
    if (!row) return null;
    if (!row.is_good) return 'over';
    const { slug, name, topic, visibility } = row;
    return {
      room: { slug, name, topic, visibility, memberCount: row.member_count },
      expiresAt: row.expires_at.toISOString(),
    };
  }

  /**
   * Makes somebody a member by a code. Those who use the same code go one after the other, so that it is never used once
   * too often; a member uses nothing up, also when the code has ended since.
   */
  accept(codeHash: Buffer, userId: string): Promise<Acceptance> {
    return this.database.transaction(async (manager) => {
      const [invite] = await manager.query<{ room_id: string; is_closed: boolean; is_good: boolean }[]>(
        `SELECT i.room_id, r.deleted_at IS NOT NULL AS is_closed, ${IS_GOOD} AS is_good
         FROM room_invite i JOIN room r ON r.id = i.room_id WHERE i.code_hash = $1 FOR UPDATE OF i`,
        [codeHash],
      );
      if (!invite) return 'unknown';
      const { room_id: roomId } = invite;
      const known = await manager.query<object[]>('SELECT 1 FROM room_member WHERE room_id = $1 AND user_id = $2', [
        roomId,
        userId,
      ]);
      if (known.length > 0 && !invite.is_closed) return { roomId, isNew: false };
      if (!invite.is_good) return 'over';
      const entered = await manager.query<object[]>(
        `INSERT INTO room_member (room_id, user_id, read_seq) SELECT r.id, $2, r.last_seq FROM room r WHERE r.id = $1
         ON CONFLICT DO NOTHING RETURNING user_id`,
        [roomId, userId],
      );
      if (entered.length > 0)
        await manager.query('UPDATE room_invite SET uses_left = uses_left - 1 WHERE code_hash = $1', [codeHash]);
      return { roomId, isNew: entered.length > 0 };
    });
  }
}

/** Ends the codes of a room, within the transaction that gives the reason. */
export async function endInvites(manager: EntityManager, roomId: string): Promise<void> {
  await manager.query('UPDATE room_invite SET expires_at = now() WHERE room_id = $1 AND expires_at > now()', [roomId]);
}
