import { randomUUID } from 'node:crypto';
import pg from 'pg';
import * as z from 'zod/mini';
import { benchText } from '../load/publisher.js';
import { closedLoop } from './closed-loop.js';

/** Peer of the writer: one prepared single-row INSERT at a time on each of n connections, every one its own commit. */
const orderSchema = z.object({ connections: z.number(), seconds: z.number() });
const bodyHash = '0'.repeat(64);
const insert =
  'INSERT INTO bench_single_insert (id, room_id, author_id, client_message_id, body_hash, text, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)';
const create = `CREATE TABLE IF NOT EXISTS bench_single_insert (
  id uuid PRIMARY KEY, room_id uuid NOT NULL, author_id uuid NOT NULL, client_message_id uuid NOT NULL, body_hash text NOT NULL,
  text text NOT NULL, seq bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (author_id, client_message_id))`;

async function measure(connections: number, seconds: number): Promise<number> {
  const pool = new pg.Pool({
    connectionString: process.env['DATABASE_URL'],
    max: connections,
    connectionTimeoutMillis: 10_000,
  });
  try {
    await pool.query(create);
    const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
    const room = randomUUID();
    const author = randomUUID();
    let seq = 0;
    try {
      return await closedLoop(connections, seconds, async (sender) => {
        seq += 1;
        const values = [randomUUID(), room, author, randomUUID(), bodyHash, benchText, seq];
        await clients[sender]?.query({ name: 'single', text: insert, values });
      });
    } finally {
      for (const client of clients) client.release();
    }
  } finally {
    await pool.end();
  }
}

process.once('message', (raw) => {
  const { connections, seconds } = z.parse(orderSchema, raw);
  void measure(connections, seconds).then((perSecond) => process.send?.({ perSecond }));
});
process.on('disconnect', () => process.exit(0));
