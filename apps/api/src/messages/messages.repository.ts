import { Inject, Injectable } from '@nestjs/common';
import { limits } from '@tertulia/contract';
import { notFound } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Database } from '../database/database.js';
import type { RoomPosition } from '../realtime/room-change.js';
import { MESSAGE_COLUMNS, MESSAGE_JOINS, type MessageRow, toMessage } from './message-row.js';
import type { StoredMessage } from './stored-message.js';

/** Messages of a room and where the room stood, read in one snapshot. */
export interface RoomSnapshot {
  messages: StoredMessage[];
  version: number;
  lastSeq: number;
}

/** Which part of a room's log is wanted. */
export type PageRequest =
  { kind: 'newest'; limit: number } | { kind: 'before' | 'after' | 'around'; seq: number; limit: number };

interface SnapshotRow extends Partial<MessageRow> {
  room_version: number;
  room_last_seq: number;
}

/** Reads of messages. Every page comes with the room's position from the same statement, hence the same snapshot. */
@Injectable()
export class MessagesRepository {
  private readonly mediaUrl: string;

  constructor(
    private readonly database: Database,
    @Inject(ENV) env: Env,
  ) {
    this.mediaUrl = env.MEDIA_URL ?? '';
  }

  /** A page of the log, ascending by seq. */
  async findPage(roomId: string, page: PageRequest): Promise<RoomSnapshot> {
    const { name, where, order, limit, values } = pageClause(page);
    const snapshot = await this.snapshot(
      name,
      `SELECT p.* FROM message p WHERE p.room_id = r.id AND ${where} ORDER BY p.seq ${order} LIMIT ${limit}`,
      [roomId, ...values],
    );
    snapshot.messages.sort((left, right) => left.seq - right.seq);
    return snapshot;
  }

  /** What changed after a version, ascending by version. */
  async findChanges(roomId: string, afterVersion: number, limit: number): Promise<RoomSnapshot> {
    return this.snapshot(
      'find_changes',
      'SELECT p.* FROM message p WHERE p.room_id = r.id AND p.version > $2 ORDER BY p.version LIMIT $3',
      [roomId, afterVersion, limit],
      'version',
    );
  }

  /** @throws {DomainError} `not_found` when the room has no such message. */
  async get(roomId: string, messageId: string): Promise<StoredMessage> {
    const [row] = await this.database.query<MessageRow>({
      name: 'find_message',
      text: `SELECT ${MESSAGE_COLUMNS} FROM message m ${MESSAGE_JOINS} WHERE m.id = $1 AND m.room_id = $2`,
      values: [messageId, roomId],
    });
    if (!row) throw notFound('The message');
    return toMessage(row, this.mediaUrl);
  }

  /** What waits for the owner of a room, the oldest first, a bounded number. */
  async findHeld(roomId: string): Promise<StoredMessage[]> {
    const rows = await this.database.query<MessageRow>({
      name: 'find_held',
      text: `SELECT ${MESSAGE_COLUMNS} FROM message m ${MESSAGE_JOINS}
             WHERE m.room_id = $1 AND m.held_at IS NOT NULL ORDER BY m.seq LIMIT ${limits.pageSize}`,
      values: [roomId],
    });
    return rows.map((row) => toMessage(row, this.mediaUrl));
  }

  /** Those of the messages that are there, in any order and of whichever rooms; the caller has passed the gates. */
  async findByIds(messageIds: string[]): Promise<StoredMessage[]> {
    const rows = await this.database.query<MessageRow>({
      name: 'find_messages',
      text: `SELECT ${MESSAGE_COLUMNS} FROM message m ${MESSAGE_JOINS} WHERE m.id = ANY($1::uuid[])`,
      values: [messageIds],
    });
    return rows.map((row) => toMessage(row, this.mediaUrl));
  }

  /**
   * The seq of the first message that was written at an instant or later; null when there is none. Times do not run
   * backwards against seq within a room, so halving finds it in some twenty steps without an index of its own.
   */
  async findSeqAt(roomId: string, at: string): Promise<number | null> {
    const [row] = await this.database.query<{ seq: number }>({
      name: 'seq_at',
      text: `WITH RECURSIVE halving(low, high) AS (
               SELECT 1::bigint, r.last_seq + 1 FROM room r WHERE r.id = $1
               UNION ALL
               SELECT CASE WHEN m.created_at < $2 THEN m.seq + 1 ELSE h.low END,
                      CASE WHEN m.created_at < $2 THEN h.high ELSE (h.low + h.high) / 2 END
               FROM halving h LEFT JOIN LATERAL (
                 SELECT p.seq, p.created_at FROM message p
                 WHERE p.room_id = $1 AND p.seq >= (h.low + h.high) / 2 ORDER BY p.seq LIMIT 1
               ) AS m ON true
               WHERE h.low < h.high
             )
             SELECT h.low AS seq FROM halving h JOIN room r ON r.id = $1 WHERE h.low >= h.high AND h.low <= r.last_seq`,
      values: [roomId, at],
    });
    return row?.seq ?? null;
  }

  async findPositions(roomIds: string[]): Promise<RoomPosition[]> {
    const rows = await this.database.query<{ id: string; version: number; last_seq: number }>({
      name: 'room_positions',
      text: 'SELECT id, version, last_seq FROM room WHERE id = ANY($1::uuid[])',
      values: [roomIds],
    });
    return rows.map((row) => ({ roomId: row.id, version: row.version, lastSeq: row.last_seq }));
  }

  /** @throws {DomainError} `not_found` when the room is gone. */
  private async snapshot(
    name: string,
    picked: string,
    values: unknown[],
    order: 'seq' | 'version' = 'seq',
  ): Promise<RoomSnapshot> {
    const rows = await this.database.query<SnapshotRow>({
      name,
      text: `SELECT r.version AS room_version, r.last_seq AS room_last_seq, f.*
             FROM room r LEFT JOIN LATERAL (
               SELECT ${MESSAGE_COLUMNS} FROM (${picked}) AS m ${MESSAGE_JOINS}
             ) AS f ON true
             WHERE r.id = $1 ORDER BY f.${order}`,
      values,
    });
    const [first] = rows;
    if (!first) throw notFound('The room');
    return {
      messages: rows.filter(isMessageRow).map((row) => toMessage(row, this.mediaUrl)),
      version: first.room_version,
      lastSeq: first.room_last_seq,
    };
  }
}

/** The outer join gives one row without a message for an empty page. */
function isMessageRow(row: SnapshotRow): row is SnapshotRow & MessageRow {
  return row.id !== null && row.id !== undefined;
}

function pageClause(page: PageRequest): {
  name: string;
  where: string;
  order: 'ASC' | 'DESC';
  limit: string;
  values: number[];
} {
  switch (page.kind) {
    case 'newest':
      return { name: 'page_newest', where: 'true', order: 'DESC', limit: '$2', values: [page.limit] };
    case 'before':
      return { name: 'page_before', where: 'p.seq < $2', order: 'DESC', limit: '$3', values: [page.seq, page.limit] };
    case 'after':
      return { name: 'page_after', where: 'p.seq > $2', order: 'ASC', limit: '$3', values: [page.seq, page.limit] };
    case 'around': {
      // As many before as after; near either end the other side gives more.
      const first = 'greatest(1, least($2::bigint - $3::bigint / 2, r.last_seq - $3::bigint + 1))';
      return {
        name: 'page_around',
        where: `p.seq >= ${first}`,
        order: 'ASC',
        limit: '$3::bigint',
        values: [page.seq, page.limit],
      };
    }
  }
}
