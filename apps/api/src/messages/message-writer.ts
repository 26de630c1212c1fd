import { Injectable } from '@nestjs/common';
import type { Entity } from '@tertulia/contract';
import { Batcher } from '../common/batcher.js';
import { KeyedLanes } from '../common/keyed-lanes.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import { isLockTimeout } from '../database/database-error.js';
import type { StoredAttachment } from './message-row.js';
import type { Telling } from '../notifications/notification-changes.js';
import { archived } from '../rooms/archived.js';
import { StrictRooms } from '../rooms/strict-rooms.js';
import { holdsProhibited, prohibited } from './prohibited.js';
import { StoreStatements, type StoreRow } from './store-statements.js';

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
  /** When the commit was known here, on the clock of `performance`. */
  committedAt: number;
}

type WriteAnswer = WriteResult | { refusal: DomainError };

/** Where a message went whose room was held: the answer comes when the room can be had. */
type Written = WriteAnswer | { later: Promise<WriteAnswer> };

/** Of many rooms at once, each locked and moved on once a batch: with 20 rooms a fifth more gets through than in 256. */
const BATCH = 512;
const QUEUE = 20_000;
const LANE_QUEUE = 1_000;
const LANES_AT_ONCE = 3;
/** How long all rooms of a batch may wait for one of them; another node is done with a room long before. */
const SHARED_LOCK_MS = 60;

/**
 * The only way a message gets into the database. Messages that wait at the same time share one transaction and one round
 * trip (group commit); a batch that fails for its content is written one by one, so that one bad message harms only itself,
 * and a room that somebody holds waits apart, so that it harms no other room.
 */
@Injectable()
export class MessageWriter {
  private readonly batcher: Batcher<OutgoingMessage, Written>;
  private readonly lanes: KeyedLanes<OutgoingMessage, WriteAnswer>;
  private readonly statements: StoreStatements;

  constructor(
    database: Database,
    private readonly strictRooms: StrictRooms,
  ) {
    this.statements = new StoreStatements(database);
    this.batcher = new Batcher((messages) => this.writeShared(messages), { batchSize: BATCH, queueSize: QUEUE });
    this.lanes = new KeyedLanes((messages) => this.writeLane(messages), {
      batchSize: BATCH,
      queueSize: LANE_QUEUE,
      atOnce: LANES_AT_ONCE,
    });
  }

  /**
   * Resolves after the commit.
   * @throws {DomainError} `not_found` or `forbidden` (archived, prohibited words) for the room, `conflict` for a reused clientMessageId, `unavailable`.
   */
  async write(message: OutgoingMessage): Promise<WriteResult> {
    const isFlagged = this.strictRooms.has(message.roomId) && holdsProhibited(message.text);
    const outgoing: OutgoingMessage = isFlagged ? { ...message, isFlagged } : message;
    const written = this.lanes.has(message.roomId)
      ? await this.lanes.add(message.roomId, outgoing)
      : await this.batcher.add(outgoing);
    const answer = 'later' in written ? await written.later : written;
    if ('refusal' in answer) throw answer.refusal;
    return answer;
  }

  /** Resolves when nothing is being written; for an orderly stop. */
  async idle(): Promise<void> {
    await this.batcher.idle();
    await this.lanes.idle();
  }

  private async writeShared(messages: OutgoingMessage[]): Promise<Written[]> {
    // Those that were queued before their room was known to be held; behind them come those that find its lane.
    const later = new Map(
      messages.filter(({ roomId }) => this.lanes.has(roomId)).map((message) => [message, this.sendApart(message)]),
    );
    const others = messages.filter((message) => !later.has(message));
    if (later.size === 0) return this.writeBatch(others, (some) => this.storeSoon(some));
    const written = await this.writeOthers(others);
    return messages.flatMap((message) => later.get(message) ?? written.shift() ?? []);
  }

  /** What is on its way in a lane must not be refused with the others. */
  private async writeOthers(others: OutgoingMessage[]): Promise<Written[]> {
    if (others.length === 0) return [];
    try {
      return await this.writeBatch(others, (some) => this.storeSoon(some));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return others.map(() => ({ refusal: error }));
    }
  }

  private async writeLane(messages: OutgoingMessage[]): Promise<WriteAnswer[]> {
    return this.writeBatch(messages, async (some) => (await this.statements.store(some)).map(toAnswer));
  }

  private sendApart(message: OutgoingMessage): { later: Promise<WriteAnswer> } {
    const later = this.lanes.add(message.roomId, message);
    // It is awaited after the rest of the batch; until then a refusal is nobody's.
    later.catch(() => undefined);
    return { later };
  }

  private async writeBatch<Answer extends Written>(
    messages: OutgoingMessage[],
    store: (messages: OutgoingMessage[]) => Promise<(Answer | WriteAnswer)[]>,
  ): Promise<(Answer | WriteAnswer)[]> {
    if (hasRepeats(messages)) return this.writeApart(messages, store);
    try {
      return await store(messages);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (messages.length === 1)
        return [{ refusal: new DomainError('internal', 'The message could not be stored.', { cause: error }) }];
      const answers: (Answer | WriteAnswer)[] = [];
      for (const message of messages) answers.push(...(await this.writeBatch([message], store)));
      return answers;
    }
  }

  /** The same clientMessageId or the same picture twice in one batch: the second must see the first stored. */
  private async writeApart<Answer extends Written>(
    messages: OutgoingMessage[],
    store: (messages: OutgoingMessage[]) => Promise<(Answer | WriteAnswer)[]>,
  ): Promise<(Answer | WriteAnswer)[]> {
    const seen = new Set<string>();
    const isFirst = messages.map((message) => {
      const keys = sendKeys(message);
      const isNew = keys.every((key) => !seen.has(key));
      for (const key of keys) seen.add(key);
      return isNew;
    });
    const firsts = await this.writeBatch(
      messages.filter((_message, index) => isFirst[index]),
      store,
    );
    const answers: (Answer | WriteAnswer)[] = [];
    for (const [index, message] of messages.entries()) {
      const answer = isFirst[index] ? firsts.shift() : (await this.writeBatch([message], store))[0];
      if (answer) answers.push(answer);
    }
    return answers;
  }

  /** Stores a batch of many rooms; if one of them is held, the others are stored and that one waits apart. */
  private async storeSoon(messages: OutgoingMessage[]): Promise<Written[]> {
    try {
      return (await this.statements.store(messages, SHARED_LOCK_MS)).map(toAnswer);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
    }
    const rows = new Map((await this.statements.storeFree(messages)).map((row) => [row.ord, row]));
    return messages.map((message, ord) => {
      const row = rows.get(ord);
      return row ? toAnswer(row) : this.sendApart(message);
    });
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
    committedAt: performance.now(),
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
