import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Entity, WordRule } from '@tertulia/contract';
import { notFound } from '../common/domain-error.js';
import { KeyedLanes } from '../common/keyed-lanes.js';
import { Database } from '../database/database.js';
import {
  type Concerned,
  type Telling,
  tellOf,
  withdrawAll,
  withdrawHeld,
  withdrawUnnamed,
} from '../notifications/notification-changes.js';
import { archived } from '../rooms/archived.js';

/** What a decision about a change may look at; read under the room's lock. */
export interface ChangeTarget {
  authorId: string;
  text: string;
  entities: Entity[];
  /** The room's version at which the text became what it is. */
  textVersion: number;
  isDeleted: boolean;
  /** It waits for the owner of the room, and nobody was told of it. */
  isHeld: boolean;
  /** Who wrote what it answers. */
  answeredId: string | null;
  wordRule: WordRule;
  viewerRole: 'owner' | 'member' | null;
  /** Distinct emoji on the message, and whether the viewer gave the one in question. */
  emoji: string[];
  hasReacted: boolean;
}

/** What an edit puts in the place of the text that was there. */
export interface NewText {
  text: string;
  entities: Entity[];
  tellings: Telling[];
  /** Everybody whom the text names one by one, told or not. */
  named: string[];
  /** The text holds a prohibited word, in a room with a rule for them. */
  isFlagged: boolean;
}

/** One change of one message; `nothing` leaves everything as it is. */
export type MessageChange =
  | { kind: 'nothing' }
  /** `named` is null when nobody's notification is withdrawn. */
  | { kind: 'edit'; text: string; entities: Entity[]; tellings: Telling[]; named: string[] | null }
  /** An edit that waits for the owner of the room from now on. */
  | { kind: 'hold'; text: string; entities: Entity[] }
  | { kind: 'release'; entities: Entity[]; tellings: Telling[] }
  | { kind: 'delete' }
  | { kind: 'react' | 'unreact'; emoji: string; userId: string };

/** Whose notifications a change brought and took. */
interface Outcome {
  told: Concerned[];
  withdrawn: Concerned[];
}

/** A change that was made, and whether the message waits for the owner of the room, or did so until now. */
export interface AppliedChange extends Outcome {
  isModerated: boolean;
}

interface TargetRow {
  author_id: string;
  text: string;
  entities: Entity[];
  text_version: number;
  is_deleted: boolean;
  is_held: boolean;
  answered_id: string | null;
  viewer_role: 'owner' | 'member' | null;
  emoji: string[];
  has_reacted: boolean;
}

/** A node that stands still between two statements holds the room's lock no longer than this: others wait for it. */
const LONGEST_PAUSE_MS = 500;

const NOBODY: Outcome = { told: [], withdrawn: [] };

/** Edits, deletions and reactions: each takes the room's next version under the room's row lock. */
@Injectable()
export class MessageChangesRepository {
  /** Changes of one room wait for its lock anyway; one at a time, they do not take all connections to do so. */
  private readonly lanes = new KeyedLanes(
    (works: (() => Promise<AppliedChange | null>)[]) => Promise.all(works.map((work) => work())),
    { batchSize: 1, queueSize: 500, atOnce: 4 },
  );

  constructor(private readonly database: Database) {}

  /**
   * Looks at a message, lets `decide` choose, and applies the choice, all in one transaction.
   * @returns null when nothing changed.
   * @throws {DomainError} `not_found` when the room is not open to the viewer or has no such message, `forbidden` when it
   * is archived; what `decide` throws.
   */
  apply(
    at: { roomId: string; messageId: string; viewerId: string; emoji: string },
    decide: (target: ChangeTarget) => MessageChange,
  ): Promise<AppliedChange | null> {
    return this.lanes.add(at.roomId, () => this.applyNow(at, decide));
  }

  private applyNow(
    at: { roomId: string; messageId: string; viewerId: string; emoji: string },
    decide: (target: ChangeTarget) => MessageChange,
  ): Promise<AppliedChange | null> {
    return this.database.transaction(async (manager) => {
      const [room] = await manager.query<{ is_archived: boolean; word_rule: WordRule }[]>(
        `SELECT archived_at IS NOT NULL AS is_archived, word_rule,
                set_config('idle_in_transaction_session_timeout', '${LONGEST_PAUSE_MS}', true)
         FROM room WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE`,
        [at.roomId],
      );
      if (!room) throw notFound('The room');
      const target = { ...(await this.getTarget(manager, at)), wordRule: room.word_rule };
      if (room.is_archived) throw archived();
      const change = decide(target);
      if (change.kind === 'nothing') return null;
      const outcome = await this.write(manager, at.messageId, change);
      // Tags are about a text: another one has none until it was looked at.
      const isNewText = change.kind === 'edit' || change.kind === 'hold';
      await manager.query(
        `WITH moved AS (UPDATE room SET version = version + 1 WHERE id = $1 RETURNING version)
         UPDATE message SET version = moved.version${isNewText ? `, text_version = moved.version, tags = '[]'` : ''}
         FROM moved WHERE message.id = $2`,
        [at.roomId, at.messageId],
      );
      return { ...outcome, isModerated: target.isHeld || change.kind === 'hold' };
    });
  }

  private async getTarget(
    manager: EntityManager,
    at: { roomId: string; messageId: string; viewerId: string; emoji: string },
  ): Promise<Omit<ChangeTarget, 'wordRule'>> {
    const [row] = await manager.query<TargetRow[]>(
      `SELECT m.author_id, m.text, m.entities, coalesce(m.text_version, m.created_version) AS text_version, m.deleted_at IS NOT NULL AS is_deleted, k.role AS viewer_role,
              m.held_at IS NOT NULL AS is_held,
              (SELECT q.author_id FROM message q WHERE q.id = m.reply_to_id) AS answered_id,
              ARRAY(SELECT DISTINCT x.emoji FROM reaction x WHERE x.message_id = m.id) AS emoji,
              EXISTS (SELECT 1 FROM reaction x WHERE x.message_id = m.id AND x.emoji = $4 AND x.user_id = $3) AS has_reacted
       FROM message m LEFT JOIN room_member k ON k.room_id = m.room_id AND k.user_id = $3
       WHERE m.id = $2 AND m.room_id = $1`,
      [at.roomId, at.messageId, at.viewerId, at.emoji],
    );
    if (!row) throw notFound('The message');
    return {
      authorId: row.author_id,
      text: row.text,
      entities: row.entities,
      textVersion: row.text_version,
      isDeleted: row.is_deleted,
      isHeld: row.is_held,
      answeredId: row.answered_id,
      viewerRole: row.viewer_role,
      emoji: row.emoji,
      hasReacted: row.has_reacted,
    };
  }

  private async write(
    manager: EntityManager,
    messageId: string,
    change: Exclude<MessageChange, { kind: 'nothing' }>,
  ): Promise<Outcome> {
    switch (change.kind) {
      case 'edit': {
        await manager.query(
          'UPDATE message SET text = $2, entities = $3::jsonb, edited_at = clock_timestamp(), held_at = NULL WHERE id = $1',
          [messageId, change.text, JSON.stringify(change.entities)],
        );
        const withdrawn = change.named === null ? [] : await withdrawUnnamed(manager, messageId, change.named);
        return { told: await tellOf(manager, messageId, change.tellings), withdrawn };
      }
      case 'hold':
        await manager.query(
          `UPDATE message SET text = $2, entities = $3::jsonb, edited_at = clock_timestamp(),
                  held_at = coalesce(held_at, date_trunc('milliseconds', clock_timestamp())) WHERE id = $1`,
          [messageId, change.text, JSON.stringify(change.entities)],
        );
        return { told: [], withdrawn: await withdrawHeld(manager, messageId) };
      case 'release':
        await manager.query('UPDATE message SET entities = $2::jsonb, held_at = NULL WHERE id = $1', [
          messageId,
          JSON.stringify(change.entities),
        ]);
        return { told: await tellOf(manager, messageId, change.tellings), withdrawn: [] };
      case 'delete':
        await takeContent(manager, messageId);
        return { told: [], withdrawn: await withdrawAll(manager, messageId) };
      case 'react':
        await manager.query('INSERT INTO reaction (message_id, emoji, user_id) VALUES ($1, $2, $3)', [
          messageId,
          change.emoji,
          change.userId,
        ]);
        return NOBODY;
      case 'unreact':
        await manager.query('DELETE FROM reaction WHERE message_id = $1 AND emoji = $2 AND user_id = $3', [
          messageId,
          change.emoji,
          change.userId,
        ]);
        return NOBODY;
    }
  }
}

/** Leaves a deleted message its place alone. Its pictures are in no message any more, so they are swept. */
async function takeContent(manager: EntityManager, messageId: string): Promise<void> {
  await manager.query(
    `UPDATE message SET text = '', entities = '[]', attachments = '[]', tags = '[]', deleted_at = clock_timestamp(), held_at = NULL
     WHERE id = $1`,
    [messageId],
  );
  await manager.query('DELETE FROM reaction WHERE message_id = $1', [messageId]);
  await manager.query('UPDATE attachment SET message_id = NULL WHERE message_id = $1', [messageId]);
}
