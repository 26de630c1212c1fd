import { randomUUID } from 'node:crypto';
import { messageSchema, type Session } from '@tertulia/contract';
import pg from 'pg';
import * as z from 'zod/mini';
import { mapBounded, type ProductHttp } from '../load/guests.js';

const AT_ONCE = 16;
const EMOJI = encodeURIComponent('👍');

/** What is written while somebody sleeps: new messages, and changes of some of them. */
export interface HourPlan {
  name: string;
  messages: number;
  edits: number;
  reactions: number;
}

/** The two ways in which a client comes back: what changed as changes, or the newest page because too much did. */
export const plans: readonly HourPlan[] = [
  { name: '300 changes', messages: 250, edits: 30, reactions: 20 },
  { name: '5,000 messages', messages: 5_000, edits: 0, reactions: 0 },
];

/** A room with an author who fills it. */
export class BusyRoom {
  private written = 0;

  constructor(
    private readonly http: ProductHttp,
    private readonly author: Session,
    readonly id: string,
  ) {}

  /** @returns the text of the last message. */
  async write(count: number, suffix = ''): Promise<string> {
    const from = this.written;
    this.written += count;
    await mapBounded(count, AT_ONCE, (index) => this.send(`message ${from + index + 1} of this room${suffix}`));
    // The last one by itself, so that it is the last in the order of the room.
    const last = `the last after ${this.written}${suffix}`;
    await this.send(last);
    return last;
  }

  /** Lives through an hour that leaves so many changes behind. @returns the text of the last message. */
  async pass({ messages, edits, reactions }: HourPlan): Promise<string> {
    const last = await this.write(messages - 1);
    const path = `/api/rooms/${this.id}/messages`;
    const { items } = z.parse(
      z.object({ items: z.array(messageSchema) }),
      await this.http.call('GET', `${path}?limit=100`, 200, this.author.token),
    );
    for (const { id, text } of items.slice(0, edits))
      await this.http.call('PATCH', `${path}/${id}`, 200, this.author.token, { text: `${text}, edited` });
    for (const { id } of items.slice(0, reactions))
      await this.http.call('PUT', `${path}/${id}/reactions/${EMOJI}`, 200, this.author.token);
    return last;
  }

  /** Spreads what was written after a `seq` over the last hour, and puts what was before it before that. */
  async spreadOverHour(databaseUrl: string, afterSeq: number): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query(
        `UPDATE message SET created_at = CASE WHEN seq <= $2 THEN created_at - interval '1 hour'
           ELSE now() - interval '1 hour' * (1 - (seq - $2)::float8 / ((SELECT last_seq FROM room WHERE id = $1) - $2)) END
         WHERE room_id = $1`,
        [this.id, afterSeq],
      );
    } finally {
      await client.end();
    }
  }

  /** The ids of the newest messages, in order. */
  async newestIds(count: number): Promise<string[]> {
    let ids: string[] = [];
    let before = '';
    while (ids.length < count) {
      const path = `/api/rooms/${this.id}/messages?limit=100${before}`;
      const page = z.parse(
        z.object({ items: z.array(messageSchema) }),
        await this.http.call('GET', path, 200, this.author.token),
      );
      if (page.items.length === 0) break;
      ids = [...page.items.map(({ id }) => id), ...ids];
      before = `&before=${page.items[0]?.seq}`;
    }
    return ids.slice(-count);
  }

  private send(text: string): Promise<unknown> {
    const body = { text, clientMessageId: randomUUID() };
    return this.http.call('POST', `/api/rooms/${this.id}/messages`, 201, this.author.token, body);
  }
}
