import { randomUUID } from 'node:crypto';
import { messageSchema, type Session } from '@tertulia/contract';
import pg from 'pg';
import * as z from 'zod/mini';
import { ProductHttp } from '../load/guests.js';
import { delay, waitUntil } from '../load/waiting.js';
import { ProductNode } from '../report/product-node.js';
import { judgeWork, type WorkVerdict } from './judge-work.js';

/** Every second message is about a mood and gets one tag of one topic; the others get none. */
const TAGGED = 'I love this, thank you! number';
const PLAIN = 'the meeting is at ten, number';

const rowsSchema = z.array(
  z.object({ text: z.string(), answers: z.number(), tags: z.number(), version: z.number(), seq: z.number() }),
);
const roomSchema = z.object({ version: z.number() });

/** A server with delegated work, a room, and somebody who writes at a steady pace. */
export class WorkStage {
  private constructor(
    readonly node: ProductNode,
    private readonly pool: pg.Pool,
    private readonly http: ProductHttp,
    private readonly author: Session,
    private readonly roomId: string,
  ) {}

  static async open(databaseUrl: string, directory: string, environment: Record<string, string>): Promise<WorkStage> {
    const settings = { DATABASE_URL: databaseUrl, DATA_DIR: directory, MAIL_DRIVER: 'off', ...environment };
    const node = await ProductNode.create('work', settings);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    pool.on('error', () => undefined);
    const http = new ProductHttp(node.url);
    const author = await http.enter();
    return new WorkStage(node, pool, http, author, await http.openRoom(author.token));
  }

  /** Sends at a steady pace, whether or not the last one was answered. @returns milliseconds of each. */
  async send(count: number, perSecond: number): Promise<number[]> {
    const startedAt = performance.now();
    return Promise.all(
      Array.from({ length: count }, async (_, turn) => {
        await delay(Math.max(0, startedAt + (turn * 1_000) / perSecond - performance.now()));
        const text = `${turn % 2 === 0 ? TAGGED : PLAIN} ${turn}`;
        const sentAt = performance.now();
        const stored = await this.http.call('POST', `/api/rooms/${this.roomId}/messages`, 201, this.author.token, {
          clientMessageId: randomUUID(),
          text,
        });
        z.parse(messageSchema, stored);
        return performance.now() - sentAt;
      }),
    );
  }

  /** Waits until every message was answered about by both topics. */
  isAnsweredWithin(limitMs: number): Promise<boolean> {
    return waitUntil(async () => {
      const { rowCount } = await this.pool.query(
        `SELECT 1 FROM message m WHERE m.room_id = $1
         AND (SELECT count(*) FROM message_analysis a WHERE a.message_id = m.id) < 2 LIMIT 1`,
        [this.roomId],
      );
      return rowCount === 0;
    }, limitMs);
  }

  /** What the database has at the end, judged. */
  async judge(): Promise<WorkVerdict> {
    const { rows } = await this.pool.query(
      `SELECT m.text, m.version::int AS version, m.seq::int AS seq, jsonb_array_length(m.tags) AS tags,
              (SELECT count(*) FROM message_analysis a WHERE a.message_id = m.id)::int AS answers
       FROM message m WHERE m.room_id = $1 ORDER BY m.seq`,
      [this.roomId],
    );
    const room = await this.pool.query('SELECT version::int AS version FROM room WHERE id = $1', [this.roomId]);
    const messages = z.parse(rowsSchema, rows);
    const judged = messages.map(({ text, answers, tags }) => ({
      answers,
      tags,
      wanted: text.startsWith(TAGGED) ? 1 : 0,
    }));
    return judgeWork(judged, z.parse(roomSchema, room.rows[0]).version);
  }

  /** @param isClean also forgets the work that is left, so that the next server begins without it. */
  async close(isClean = false): Promise<void> {
    this.http.close();
    await this.node.stop();
    if (isClean) {
      await this.pool.query('DELETE FROM job');
      await this.pool.query(
        `INSERT INTO job_cursor (room_id, version, since) SELECT id, version, version FROM room
         ON CONFLICT (room_id) DO UPDATE SET version = excluded.version, since = excluded.since`,
      );
    }
    await this.pool.end();
  }
}
