import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { JobResult } from '@tertulia/contract';
import { Batcher } from '../common/batcher.js';
import { Database } from '../database/database.js';
import { MessageOutput } from '../messages/message-output.js';
import { MessagesRepository } from '../messages/messages.repository.js';

export type TagResult = Extract<JobResult, { kind: 'tags' }>;

const BATCH = 50;
const MOST_WAITING = 1_000;

/** What was found out about texts becomes tags: one commit for all that arrive at once, so that rooms are locked seldom. */
@Injectable()
export class TagResults implements OnApplicationShutdown {
  private readonly batcher = new Batcher<TagResult, true>((results) => this.store(results), {
    batchSize: BATCH,
    queueSize: MOST_WAITING,
  });

  constructor(
    private readonly database: Database,
    private readonly messages: MessagesRepository,
    private readonly output: MessageOutput,
  ) {}

  /**
   * Safe to repeat, and in any order.
   * @throws {DomainError} `unavailable` when the database is away.
   */
  async take(result: TagResult): Promise<void> {
    await this.batcher.add(result);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.batcher.idle();
  }

  private async store(results: TagResult[]): Promise<true[]> {
    const changed = await this.database.query<{ message_id: string }>({
      name: 'store_tags',
      text: 'SELECT message_id FROM store_tags($1::jsonb)',
      values: [JSON.stringify(results)],
    });
    if (changed.length > 0) await this.tell(changed.map((row) => row.message_id));
    return results.map(() => true);
  }

  /** After the commit: everybody who listens, in the order of the versions. */
  private async tell(messageIds: string[]): Promise<void> {
    const stored = await this.messages.findByIds(messageIds);
    for (const message of stored.toSorted((left, right) => left.version - right.version))
      this.output.changed(message, message.deletedAt === null ? 'message:updated' : 'message:deleted');
  }
}
