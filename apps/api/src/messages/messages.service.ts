import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Message, SendMessage, User } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError } from '../common/domain-error.js';
import { excerptOf } from '../common/excerpt.js';
import { uuidv7 } from '../common/uuid.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { MessageWriter } from './message-writer.js';
import { MessageOutput } from './message-output.js';
import { MessageTelling } from './message-telling.js';
import { MessagesRepository } from './messages.repository.js';
import { presentMessage, toStoredMessage } from './stored-message.js';

/** A message as its sender gets it back; `json` is the same, encoded once for everybody. */
export interface Sent {
  json: string;
  replayed: boolean;
}

/** The one write path of messages, the same for HTTP, sockets and scripts. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly writer: MessageWriter,
    private readonly repository: MessagesRepository,
    private readonly output: MessageOutput,
    private readonly telling: MessageTelling,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Stores a message and tells everybody. Safe to repeat with the same clientMessageId.
   * @throws {DomainError} `not_found` for the room or the message replied to, `forbidden` (archived, prohibited words), `conflict`, `rate_limited`, `unavailable`.
   */
  async send(author: User, roomId: string, request: SendMessage): Promise<Sent> {
    await this.limiter.take('send', author.id);
    refuseAttachments(request);
    const text = request.text ?? '';
    const replyTo = request.replyToId ? await this.findReplyTarget(roomId, author.id, request.replyToId) : null;
    const resolved = await this.telling.resolve(author, roomId, text);
    const tellings = this.telling.prepare(roomId, author.id, resolved.told, replyTo?.author.id);
    const { entities } = resolved;
    const sent = { id: uuidv7(), roomId, author, text, entities, clientMessageId: request.clientMessageId, replyTo };
    const result = await this.writer.write({
      id: sent.id,
      roomId,
      authorId: author.id,
      clientMessageId: request.clientMessageId,
      bodyHash: hashBody(text, request.replyToId ?? ''),
      text,
      replyToId: replyTo?.id ?? null,
      ...(entities.length > 0 && { entities }),
      ...(tellings.length > 0 && { notify: tellings }),
    });
    if (result.outcome === 'replayed') {
      const stored = await this.repository.get(roomId, result.messageId);
      return { json: JSON.stringify(presentMessage(stored, author.id)), replayed: true };
    }
    const stored = toStoredMessage(sent, result);
    const json = this.output.created(stored);
    if (!stored.heldAt) {
      this.telling.committed(roomId, tellings);
      this.telling.hint(author.id, roomId, sent.id, resolved);
    }
    return { json, replayed: false };
  }

  /** @throws {DomainError} `not_found` when there is no such message in this room for this person. */
  private async findReplyTarget(
    roomId: string,
    viewerId: string,
    messageId: string,
  ): Promise<NonNullable<Message['replyTo']>> {
    await this.rooms.getOpenId(roomId, viewerId);
    const target = await this.repository.get(roomId, messageId);
    return {
      id: target.id,
      seq: target.seq,
      author: target.author,
      excerpt: excerptOf(target.heldAt ? '' : target.text),
    };
  }
}

/** What must be equal for two sends with the same clientMessageId to be the same; the room is compared beside it. */
function hashBody(text: string, replyToId: string): string {
  return createHash('sha256').update(replyToId).update('\n').update(text).digest('hex');
}

function refuseAttachments(request: SendMessage): void {
  if (!request.attachmentIds || request.attachmentIds.length === 0) return;
  throw new DomainError('not_found', 'The attachment was not found.', {
    issues: [{ path: 'attachmentIds', message: 'not found' }],
  });
}
