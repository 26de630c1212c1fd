import { randomUUID } from 'node:crypto';
import { messageSchema, type Session } from '@tertulia/contract';
import pg from 'pg';
import * as z from 'zod/mini';
import { mapBounded, ProductHttp } from '../load/guests.js';
import { waitUntil } from '../load/waiting.js';
import type { ToldRow } from './judge-mail.js';
import { MailClock } from './mail-clock.js';
import { ProductNode } from '../report/product-node.js';
import type { MailProvider } from './mail-provider.js';

const SEND_TRIES = 200;

const toldSchema = z.array(
  z.object({
    outcome: z.enum(['shown', 'waiting', 'mailed', 'not_mailed']),
    reason: z.nullable(z.string()),
    mailId: z.nullable(z.string()),
    userId: z.string(),
  }),
);

/** A notification at the end of a run, with whom it is for. */
export type Told = ToldRow & { userId: string };

/** Somebody with a confirmed address, in a room. */
export interface Reader {
  id: string;
  handle: string;
  token: string;
}

/** Processes of the product on one database, a provider of mail, an author who names people, and people with addresses. */
export class MailStage {
  readonly clock: MailClock;
  private readonly https = new Map<ProductNode, ProductHttp>();
  private author: Session | undefined;

  private constructor(
    readonly nodes: ProductNode[],
    readonly provider: MailProvider,
    readonly pool: pg.Pool,
  ) {
    this.clock = new MailClock(pool);
    for (const node of nodes) this.https.set(node, new ProductHttp(node.url));
  }

  static async open(
    databaseUrl: string,
    dataDirectory: string,
    provider: MailProvider,
    options: { nodes: number; environment: Record<string, string> },
  ): Promise<MailStage> {
    const environment = {
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDirectory,
      MAIL_DRIVER: 'ses',
      ...provider.environment,
      ...options.environment,
    };
    const nodes: ProductNode[] = [];
    for (let index = 1; index <= options.nodes; index += 1)
      nodes.push(await ProductNode.create(`mail-${index}`, environment));
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
    pool.on('error', () => undefined);
    return new MailStage(nodes, provider, pool);
  }

  /** The author, made when first asked for. */
  async enter(): Promise<Session> {
    this.author ??= await this.http(0).enter();
    return this.author;
  }

  async openRooms(count: number): Promise<string[]> {
    const { token } = await this.enter();
    return mapBounded(count, 4, () => this.http(0).openRoom(token));
  }

  /** People with a confirmed address, members of the rooms. The address is confirmed in the database: nobody clicks a link here. */
  async addReaders(count: number, roomIds: string[]): Promise<Reader[]> {
    const sessions = await mapBounded(count, 16, () => this.http(0).enter());
    const ids = sessions.map(({ user }) => user.id);
    await this.pool.query(
      `INSERT INTO contact (user_id, address, address_key, verified_at)
       SELECT id, id || '@example.test', id || '@example.test', mail_now() FROM unnest($1::uuid[]) AS i(id)`,
      [ids],
    );
    await this.pool.query(
      `INSERT INTO room_member (room_id, user_id, read_seq)
       SELECT r.id, u.id, 0 FROM unnest($1::uuid[]) AS r(id), unnest($2::uuid[]) AS u(id) ON CONFLICT DO NOTHING`,
      [roomIds, ids],
    );
    return sessions.map(({ user, token }) => ({ id: user.id, handle: user.handle, token }));
  }

  /** Sends a message that names somebody, over whichever node answers; repeated with the same id until it is stored. */
  async name(roomId: string, handle: string, turn: number): Promise<{ seq: number; node: ProductNode; ms: number }> {
    const { token } = await this.enter();
    const body = { clientMessageId: randomUUID(), text: `@${handle} look at number ${turn}` };
    for (let attempt = 0; ; attempt += 1) {
      const node = this.nodes[(turn + attempt) % this.nodes.length];
      if (!node) throw new Error('There is no node.');
      const startedAt = performance.now();
      try {
        const stored = await this.httpOf(node).call('POST', `/api/rooms/${roomId}/messages`, [201, 200], token, body);
        return { seq: z.parse(messageSchema, stored).seq, node, ms: performance.now() - startedAt };
      } catch (error) {
        if (attempt >= SEND_TRIES) throw error;
        await waitUntil(() => false, 50);
      }
    }
  }

  async read(reader: Reader, roomId: string, seq: number): Promise<void> {
    await this.http(0).call('PUT', `/api/rooms/${roomId}/read`, 200, reader.token, { seq });
  }

  /** What became of every notification. */
  async readTold(): Promise<Told[]> {
    const { rows } = await this.pool.query(
      `SELECT n.outcome, n.reason, o.mail_id AS "mailId", n.user_id AS "userId"
       FROM notification n LEFT JOIN mail_outbox o ON o.notification_id = n.id`,
    );
    return z.parse(toldSchema, rows);
  }

  /** Waits until no notification waits for a mail any more. */
  isSettledWithin(limitMs: number): Promise<boolean> {
    return waitUntil(async () => {
      const { rowCount } = await this.pool.query(`SELECT 1 FROM notification WHERE outcome = 'waiting' LIMIT 1`);
      return rowCount === 0;
    }, limitMs);
  }

  async close(): Promise<void> {
    for (const http of this.https.values()) http.close();
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.pool.end();
  }

  private http(index: number): ProductHttp {
    const node = this.nodes[index];
    if (!node) throw new Error('There is no such node.');
    return this.httpOf(node);
  }

  private httpOf(node: ProductNode): ProductHttp {
    const http = this.https.get(node);
    if (!http) throw new Error('The node is not of this stage.');
    return http;
  }
}
