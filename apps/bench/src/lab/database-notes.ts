import pg from 'pg';
import * as z from 'zod/mini';
import type { StoredNote } from '../checker/history.js';

const noteRow = z.object({ id: z.string(), user_id: z.string(), message_id: z.string(), is_withdrawn: z.boolean() });

/** Reads straight from the tables who was told of which message of these rooms. */
export async function readDatabaseNotes(url: string, roomIds: string[]): Promise<StoredNote[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT id, user_id, message_id, withdrawn_at IS NOT NULL AS is_withdrawn FROM notification WHERE room_id = ANY($1)',
      [roomIds],
    );
    const toNote = ({
      id,
      user_id: user,
      message_id: messageId,
      is_withdrawn: isWithdrawn,
    }: z.infer<typeof noteRow>) => ({
      id,
      user,
      messageId,
      isWithdrawn,
    });
    return z.array(noteRow).parse(rows).map(toNote);
  } finally {
    await client.end();
  }
}
