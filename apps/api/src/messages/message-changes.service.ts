import { Injectable } from '@nestjs/common';
import type { Message, MessageEventName, User } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { decideDelete, decideEdit, decideReaction } from './change-rules.js';
import { type ChangeTarget, type MessageChange, MessageChangesRepository } from './message-changes.repository.js';
import { MessageOutput } from './message-output.js';
import { MessageTelling } from './message-telling.js';
import { MessagesRepository } from './messages.repository.js';
import { presentMessage } from './stored-message.js';

interface Wanted {
  event: MessageEventName;
  decide: (target: ChangeTarget) => MessageChange;
  emoji?: string;
}

/** Edits, deletions and reactions, the same for HTTP and sockets. */
@Injectable()
export class MessageChangesService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly repository: MessagesRepository,
    private readonly changes: MessageChangesRepository,
    private readonly output: MessageOutput,
    private readonly telling: MessageTelling,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws {DomainError} `not_found`, `forbidden`, `gone`, `rate_limited`. */
  async edit(viewer: User, ref: string, messageId: string, text: string): Promise<Message> {
    const roomId = await this.begin(viewer, ref);
    const resolved = await this.telling.resolve(viewer, roomId, text);
    const tellings = this.telling.prepare(roomId, viewer.id, resolved.told);
    const edit = { text, entities: resolved.entities, tellings, named: resolved.named };
    const decide = (target: ChangeTarget) => decideEdit(target, viewer.id, edit);
    const { message, hasChanged } = await this.change(viewer, roomId, messageId, { event: 'message:updated', decide });
    if (hasChanged) this.telling.hint(viewer.id, roomId, messageId, resolved);
    return message;
  }

  /** @throws {DomainError} `not_found`, `forbidden`, `rate_limited`. */
  async delete(viewer: User, ref: string, messageId: string): Promise<Message> {
    const decide = (target: ChangeTarget) => decideDelete(target, viewer.id);
    const roomId = await this.begin(viewer, ref);
    return (await this.change(viewer, roomId, messageId, { event: 'message:deleted', decide })).message;
  }

  /** @throws {DomainError} `not_found`, `forbidden` (archived), `gone`, `invalid_payload`, `rate_limited`. */
  async react(viewer: User, ref: string, messageId: string, emoji: string, isRemoval: boolean): Promise<Message> {
    const decide = (target: ChangeTarget) => decideReaction(target, viewer.id, emoji, isRemoval);
    const roomId = await this.begin(viewer, ref);
    return (await this.change(viewer, roomId, messageId, { event: 'message:updated', decide, emoji })).message;
  }

  private async begin(viewer: User, ref: string): Promise<string> {
    const roomId = await this.rooms.getOpenId(ref, viewer.id);
    await this.limiter.take('change', viewer.id);
    return roomId;
  }

  private async change(
    viewer: User,
    roomId: string,
    messageId: string,
    { event, decide, emoji = '' }: Wanted,
  ): Promise<{ message: Message; hasChanged: boolean }> {
    const applied = await this.changes.apply({ roomId, messageId, viewerId: viewer.id, emoji }, decide);
    const stored = await this.repository.get(roomId, messageId);
    if (applied) {
      this.output.changed(stored, event);
      this.telling.committed(roomId, applied.told, applied.withdrawn);
    }
    return { message: presentMessage(stored, viewer.id), hasChanged: applied !== null };
  }
}
