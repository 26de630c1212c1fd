import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Message, MessageEventName, SendMessage, User } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError } from '../common/domain-error.js';
import { excerptOf } from '../common/excerpt.js';
import { uuidv7 } from '../common/uuid.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { decideDelete, decideEdit, decideReaction } from './change-rules.js';
import { type ChangeTarget, type MessageChange, MessageChangesRepository } from './message-changes.repository.js';
import { MessageWriter } from './message-writer.js';
import { MessageOutput } from './message-output.js';
import { MessagesRepository } from './messages.repository.js';
import { presentMessage, toStoredMessage } from './stored-message.js';

/** A message as its sender gets it back; `json` is the same, encoded once for everybody. */
export interface Sent {
  json: string;
  replayed: boolean;
}

/** The one write path and the reads of messages, the same for HTTP, sockets and scripts. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly writer: MessageWriter,
    private readonly repository: MessagesRepository,
    private readonly changes: MessageChangesRepository,
    private readonly output: MessageOutput,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Stores a message and tells everybody. Safe to repeat with the same clientMessageId.
   * @throws {DomainError} `not_found` for the room or the message replied to, `forbidden` (archived), `conflict`, `rate_limited`, `unavailable`.
   */
  async send(author: User, roomId: string, request: SendMessage): Promise<Sent> {
    await this.limiter.take('send', author.id);
    refuseAttachments(request);
    const text = request.text ?? '';
    const replyTo = request.replyToId ? await this.findReplyTarget(roomId, author.id, request.replyToId) : null;
    const sent = { id: uuidv7(), roomId, author, text, clientMessageId: request.clientMessageId, replyTo };
    const result = await this.writer.write({
      id: sent.id,
      roomId,
      authorId: author.id,
      clientMessageId: request.clientMessageId,
      bodyHash: hashBody(text, request.replyToId ?? ''),
      text,
      replyToId: replyTo?.id ?? null,
    });
    if (result.outcome === 'replayed') {
      const stored = await this.repository.get(roomId, result.messageId);
      return { json: JSON.stringify(presentMessage(stored, author.id)), replayed: true };
    }
    const stored = toStoredMessage(sent, result);
    return { json: this.output.created(stored), replayed: false };
  }

  /** @throws {DomainError} `not_found`, `forbidden`, `gone`. */
  edit(viewer: User, ref: string, messageId: string, text: string): Promise<Message> {
    return this.change(viewer, ref, messageId, 'message:updated', (target) => decideEdit(target, viewer.id, text));
  }

  /** @throws {DomainError} `not_found`, `forbidden`. */
  delete(viewer: User, ref: string, messageId: string): Promise<Message> {
    return this.change(viewer, ref, messageId, 'message:deleted', (target) => decideDelete(target, viewer.id));
  }

  /** @throws {DomainError} `not_found`, `forbidden` (archived), `gone`, `invalid_payload`. */
  react(viewer: User, ref: string, messageId: string, emoji: string, isRemoval: boolean): Promise<Message> {
    const decide = (target: ChangeTarget) => decideReaction(target, viewer.id, emoji, isRemoval);
    return this.change(viewer, ref, messageId, 'message:updated', decide, emoji);
  }

  private async change(
    viewer: User,
    ref: string,
    messageId: string,
    event: MessageEventName,
    decide: (target: ChangeTarget) => MessageChange,
    emoji = '',
  ): Promise<Message> {
    const roomId = await this.rooms.getOpenId(ref, viewer.id);
    await this.limiter.take('change', viewer.id);
    const hasChanged = await this.changes.apply({ roomId, messageId, viewerId: viewer.id, emoji }, decide);
    const stored = await this.repository.get(roomId, messageId);
    if (hasChanged) this.output.changed(stored, event);
    return presentMessage(stored, viewer.id);
  }

  /** @throws {DomainError} `not_found` when there is no such message in this room for this person. */
  private async findReplyTarget(
    roomId: string,
    viewerId: string,
    messageId: string,
  ): Promise<NonNullable<Message['replyTo']>> {
    await this.rooms.getOpenId(roomId, viewerId);
    const target = await this.repository.get(roomId, messageId);
    return { id: target.id, seq: target.seq, author: target.author, excerpt: excerptOf(target.text) };
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
