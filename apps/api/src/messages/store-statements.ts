import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Statement } from '../database/database.js';
import { isMomentary } from '../database/database-error.js';
import type { OutgoingMessage } from './message-writer.js';

/** One row for each message of a batch, in its order. */
export interface StoreRow {
  ord: number;
  outcome: 'stored' | 'held' | 'replayed' | 'conflict' | 'archived' | 'not_found' | 'blocked' | 'attachment';
  message_id: string;
  seq: number;
  version: number;
  created_at: Date;
}

const COLUMNS = 's.ord, s.outcome, s.message_id, s.seq, s.version, s.created_at';
const MOST_REPEATS = 2;
const REPEAT_MS = 20;

/** The statements that store a batch of messages, each a transaction of its own. */
export class StoreStatements {
  constructor(private readonly database: Database) {}

  /**
   * Stores all of them or none.
   * @param lockMs how long to wait for the rooms; absent: as long as any statement waits.
   */
  store(messages: OutgoingMessage[], lockMs?: number): Promise<StoreRow[]> {
    const batch = encode(messages);
    if (lockMs === undefined) {
      const text = `SELECT ${COLUMNS} FROM store_messages($1::jsonb) AS s`;
      return this.run(messages, { name: 'store_messages', text, values: [batch] });
    }
    // The function waits for the setting, which ends with the transaction.
    return this.run(messages, {
      name: 'store_messages_soon',
      text: `SELECT ${COLUMNS} FROM (SELECT set_config('lock_timeout', $2, true) AS is_set OFFSET 0) AS c
             CROSS JOIN LATERAL store_messages(CASE WHEN c.is_set IS NOT NULL THEN $1::jsonb END) AS s`,
      values: [batch, `${lockMs}ms`],
    });
  }

  /** Stores those whose rooms nobody holds, and gives rows for these alone. */
  storeFree(messages: OutgoingMessage[]): Promise<StoreRow[]> {
    return this.run(messages, {
      name: 'store_messages_free',
      text: `WITH free AS MATERIALIZED (
               SELECT r.id FROM room r WHERE r.id = ANY($2::uuid[]) ORDER BY r.id FOR NO KEY UPDATE SKIP LOCKED
             ), part AS MATERIALIZED (
               SELECT jsonb_agg(x.item ORDER BY x.place) AS batch
               FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS x(item, place)
               WHERE (x.item ->> 'roomId')::uuid IN (SELECT id FROM free)
             )
             SELECT ${COLUMNS} FROM part CROSS JOIN LATERAL store_messages(part.batch) AS s WHERE part.batch IS NOT NULL`,
      values: [encode(messages), [...new Set(messages.map(({ roomId }) => roomId))]],
    });
  }

  /**
   * A batch whose connection was cut, or that got in the way of another, is stored anew. If the first attempt was committed
   * after all, its rows are found by clientMessageId and bear the ids that were made for it: then it is the one that stored
   * them, and nobody was told of them yet.
   */
  private async run(messages: OutgoingMessage[], statement: Statement): Promise<StoreRow[]> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const rows = await this.database.query<StoreRow>(statement);
        return attempt === 0 ? rows : rows.map((row) => ({ ...row, outcome: ownOutcome(row, messages[row.ord]) }));
      } catch (error) {
        if (attempt >= MOST_REPEATS || !isMomentary(error)) throw error;
        await wait(REPEAT_MS * (0.5 + Math.random()));
      }
    }
  }
}

/** A message that may be held is told of by whoever releases it, or found by version: it stays what it was taken for. */
function ownOutcome(row: StoreRow, message: OutgoingMessage | undefined): StoreRow['outcome'] {
  const isOwn = row.outcome === 'replayed' && row.message_id === message?.id && !message.isFlagged;
  return isOwn ? 'stored' : row.outcome;
}

function encode(messages: OutgoingMessage[]): string {
  return JSON.stringify(messages.map((message, ord) => ({ ord, ...message })));
}
