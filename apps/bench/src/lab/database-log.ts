import pg from 'pg';
import * as z from 'zod/mini';
import type { LogRecord } from '../checker/history.js';
import { toLogged } from '../clients/recorder.js';

const roomRow = z.object({ id: z.string(), version: z.int(), last_seq: z.int() });

const messageRow = z.object({
  id: z.string(),
  seq: z.int(),
  version: z.int(),
  author_id: z.string(),
  client_message_id: z.string(),
  text: z.string(),
  created_at: z.date(),
  edited_at: z.nullable(z.date()),
  deleted_at: z.nullable(z.date()),
  reactions: z.nullable(z.array(z.object({ emoji: z.string(), count: z.int() }))),
});

const MESSAGES = `
  SELECT m.id, m.seq::int AS seq, m.version::int AS version, m.author_id, m.client_message_id, m.text, m.created_at, m.edited_at, m.deleted_at,
         (SELECT json_agg(json_build_object('emoji', g.emoji, 'count', g.count))
          FROM (SELECT r.emoji, count(*)::int AS count FROM reaction r WHERE r.message_id = m.id GROUP BY r.emoji) AS g) AS reactions
  FROM message m WHERE m.room_id = $1 ORDER BY m.seq`;

/** Reads the final log of each room straight from the tables, past every line of the product. */
export async function readDatabaseLogs(url: string, roomIds: string[]): Promise<LogRecord[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    application_name: 'checker',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const logs: LogRecord[] = [];
    for (const roomId of roomIds) {
      const [room] = z
        .array(roomRow)
        .parse(
          (
            await client.query(
              'SELECT id, version::int AS version, last_seq::int AS last_seq FROM room WHERE id = $1',
              [roomId],
            )
          ).rows,
        );
      if (!room) throw new Error(`The room ${roomId} is not in the database.`);
      const rows = z.array(messageRow).parse((await client.query(MESSAGES, [roomId])).rows);
      logs.push({
        source: 'sql',
        reader: '',
        room: roomId,
        version: room.version,
        lastSeq: room.last_seq,
        messages: rows.map(toLoggedRow),
      });
    }
    return logs;
  } finally {
    await client.end();
  }
}

function toLoggedRow(row: z.infer<typeof messageRow>) {
  return toLogged({
    id: row.id,
    seq: row.seq,
    version: row.version,
    authorId: row.author_id,
    sendId: row.client_message_id,
    text: row.text,
    createdAt: row.created_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    reactions: row.reactions ?? [],
  });
}
