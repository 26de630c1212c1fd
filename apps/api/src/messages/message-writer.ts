import { Injectable } from '@nestjs/common';
import type { Entity } from '@tertulia/contract';
import { Batcher } from '../common/batcher.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import type { StoredAttachment } from './message-row.js';
import type { Telling } from '../notifications/notification-changes.js';
import { archived } from '../rooms/archived.js';
import { StrictRooms } from '../rooms/strict-rooms.js';
import { holdsProhibited, prohibited } from './prohibited.js';

/** One message on its way into the database. */
export interface OutgoingMessage {
  id: string;
  roomId: string;
  authorId: string;
  clientMessageId: string;
  /** SHA-256, hex, of what makes two sends the same. */
  bodyHash: string;
  text: string;
  replyToId: string | null;
  /** These are left out where they do not apply, as in most messages. */
  entities?: Entity[] | undefined;
  notify?: Telling[] | undefined;
  /** What the message keeps of its pictures. */
  attachments?: StoredAttachment[] | undefined;
  /** Its text holds a prohibited word; looked at where the room has a rule for it. */
  isFlagged?: true | undefined;
}

/**
 * What became of it. `replayed`: the same send was stored before, and `messageId` is that message's; `held`: stored, and
 * it waits for the owner of the room.
 */
export interface WriteResult {
  outcome: 'stored' | 'held' | 'replayed';
  messageId: string;
  seq: number;
  version: number;
  createdAt: Date;
}

type WriteAnswer = WriteResult | { refusal: DomainError };

interface StoreRow {
  ord: number;
  outcome: 'stored' | 'held' | 'replayed' | 'conflict' | 'archived' | 'not_found' | 'blocked' | 'attachment';
  message_id: string;
  seq: number;
  version: number;
  created_at: Date;
}

/** Of many rooms at once, each locked and moved on once a batch: with 20 rooms a fifth more gets through than in 256. */
const BATCH = 512;
const QUEUE = 20_000;

/**
 * The only way a message gets into the database. Messages that wait at the same time share one transaction and one round
 * trip (group commit); a batch that fails for its content is written one by one, so that one bad message harms only itself.
 */
@Injectable()
export class MessageWriter {
  private readonly batcher: Batcher<OutgoingMessage, WriteAnswer>;

  constructor(
    private readonly database: Database,
    private readonly strictRooms: StrictRooms,
  ) {
    this.batcher = new Batcher((messages) => this.writeBatch(messages), { batchSize: BATCH, queueSize: QUEUE });
  }

  /**
   * Resolves after the commit.
   * @throws {DomainError} `not_found` or `forbidden` (archived, prohibited words) for the room, `conflict` for a reused clientMessageId, `unavailable`.
   */
  async write(message: OutgoingMessage): Promise<WriteResult> {
    const isFlagged = this.strictRooms.has(message.roomId) && holdsProhibited(message.text);
    const answer = await this.batcher.add(isFlagged ? { ...message, isFlagged } : message);
    if ('refusal' in answer) throw answer.refusal;
    return answer;
  }

  /** Resolves when nothing is being written; for an orderly stop. */
  idle(): Promise<void> {
    return this.batcher.idle();
  }

  private async writeBatch(messages: OutgoingMessage[]): Promise<WriteAnswer[]> {
    if (hasRepeats(messages)) return this.writeApart(messages);
    try {
      return await this.store(messages);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (messages.length === 1)
        return [{ refusal: new DomainError('internal', 'The message could not be stored.', { cause: error }) }];
      return this.writeOneByOne(messages);
    }
  }

  /** The same clientMessageId or the same picture twice in one batch: the second must see the first stored. */
  private async writeApart(messages: OutgoingMessage[]): Promise<WriteAnswer[]> {
    const seen = new Set<string>();
    const isFirst = messages.map((message) => {
      const keys = sendKeys(message);
      const isNew = keys.every((key) => !seen.has(key));
      for (const key of keys) seen.add(key);
      return isNew;
    });
    const firsts = await this.writeBatch(messages.filter((_message, index) => isFirst[index]));
    const answers: WriteAnswer[] = [];
    for (const [index, message] of messages.entries()) {
      const answer = isFirst[index] ? firsts.shift() : (await this.writeBatch([message]))[0];
      if (answer) answers.push(answer);
    }
    return answers;
  }

  private async writeOneByOne(messages: OutgoingMessage[]): Promise<WriteAnswer[]> {
    const answers: WriteAnswer[] = [];
    for (const message of messages) answers.push(...(await this.writeBatch([message])));
    return answers;
  }

  private async store(messages: OutgoingMessage[]): Promise<WriteAnswer[]> {
    const batch = messages.map((message, ord) => ({ ord, ...message }));
    const rows = await this.database.query<StoreRow>({
      name: 'store_messages',
      text: 'SELECT ord, outcome, message_id, seq, version, created_at FROM store_messages($1::jsonb)',
      values: [JSON.stringify(batch)],
    });
    return rows.map(toAnswer);
  }
}

function toAnswer(row: StoreRow): WriteAnswer {
  if (row.outcome === 'not_found') return { refusal: notFound('The room') };
  if (row.outcome === 'archived') return { refusal: archived() };
  if (row.outcome === 'blocked') return { refusal: prohibited() };
  if (row.outcome === 'attachment') {
    return {
      refusal: new DomainError('conflict', 'A picture cannot be used any more.', {
        issues: [{ path: 'attachmentIds', message: 'used or gone' }],
      }),
    };
  }
  if (row.outcome === 'conflict') {
    return {
      refusal: new DomainError('conflict', 'This clientMessageId was used for another message.', {
        issues: [{ path: 'clientMessageId', message: 'used' }],
      }),
    };
  }
  return {
    outcome: row.outcome,
    messageId: row.message_id,
    seq: row.seq,
    version: row.version,
    createdAt: row.created_at,
  };
}

/** What only one message of a batch may have. */
const sendKeys = (message: OutgoingMessage) => [
  `${message.authorId}:${message.clientMessageId}`,
  ...(message.attachments ?? []).map(({ id }) => id),
];

function hasRepeats(messages: OutgoingMessage[]): boolean {
  if (messages.length < 2) return false;
  const keys = messages.flatMap(sendKeys);
  return new Set(keys).size < keys.length;
}
