import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import * as z from 'zod';
import { unavailable } from '../common/domain-error.js';
import type { Database } from '../database/database.js';
import type { MessageWriter, OutgoingMessage, WriteResult } from '../messages/message-writer.js';

/** How long a message is known before it is committed: what a crash can fall into. */
const COMMIT_AFTER_MS = 30;

const rowsSchema = z.tuple([
  z.object({
    outcome: z.string(),
    message_id: z.string(),
    seq: z.coerce.number(),
    version: z.coerce.number(),
    created_at: z.date(),
  }),
]);

/** Makes the writer answer before the commit. What is still to come of a message can be awaited under its id. */
export class EarlyWrites {
  private readonly commits = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly writer: MessageWriter,
  ) {}

  plant(): void {
    const write = this.writer.write.bind(this.writer);
    this.writer.write = async (message) => (await this.writeEarly(message)) ?? write(message);
  }

  commitOf(messageId: string): Promise<void> | undefined {
    return this.commits.get(messageId);
  }

  /** @returns nothing for what is no new message; the ordinary way answers that. */
  private async writeEarly(message: OutgoingMessage): Promise<WriteResult | undefined> {
    const runner = this.database.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const [row] = await storeOne(runner, message);
      if (row.outcome === 'stored') return this.commitLater(runner, message.id, row);
      await runner.rollbackTransaction();
      await runner.release();
      return undefined;
    } catch (cause) {
      await runner.release().catch(() => undefined);
      throw unavailable(cause);
    }
  }

  private commitLater(runner: QueryRunner, messageId: string, row: z.output<typeof rowsSchema>[0]): WriteResult {
    const commit = wait(COMMIT_AFTER_MS)
      .then(() => runner.commitTransaction())
      .finally(() => runner.release());
    commit.catch(() => undefined).finally(() => this.commits.delete(messageId));
    this.commits.set(messageId, commit);
    return toResult(row);
  }
}

/** Makes the writer store every send as if it had never been seen. */
export async function plantRepeatedWrites(database: Database, writer: MessageWriter): Promise<void> {
  await database.query({ text: 'ALTER TABLE message DROP CONSTRAINT IF EXISTS message_sent_once' });
  const write = writer.write.bind(writer);
  writer.write = async (message) => {
    const stored = await database.transaction(async (manager) => {
      const [row] = await storeOne(manager, { ...message, clientMessageId: randomUUID() });
      await manager.query('UPDATE message SET client_message_id = $2 WHERE id = $1', [
        row.message_id,
        message.clientMessageId,
      ]);
      return row;
    });
    return stored.outcome === 'stored' ? toResult(stored) : write(message);
  };
}

async function storeOne(
  by: Pick<QueryRunner, 'query'>,
  message: OutgoingMessage,
): Promise<z.output<typeof rowsSchema>> {
  const answer: unknown = await by.query('SELECT * FROM store_messages($1::jsonb)', [
    JSON.stringify([{ ord: 0, ...message }]),
  ]);
  return rowsSchema.parse(answer);
}

function toResult(row: z.output<typeof rowsSchema>[0]): WriteResult {
  const { message_id: messageId, created_at: createdAt, seq, version } = row;
  return { outcome: 'stored', messageId, seq, version, createdAt, committedAt: performance.now() };
}
