import { Injectable } from '@nestjs/common';
import type { Message, MessageEventName, User } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { decideDelete, decideEdit, decideReaction, decideRelease } from './change-rules.js';
import { type ChangeTarget, type MessageChange, MessageChangesRepository } from './message-changes.repository.js';
import { MessageOutput } from './message-output.js';
import { MessageTelling } from './message-telling.js';
import { MessagesRepository } from './messages.repository.js';
import { holdsProhibited } from './prohibited.js';
import { presentMessage, presentWhole, type StoredMessage } from './stored-message.js';

interface Wanted {
  event: MessageEventName;
  decide: (target: ChangeTarget) => MessageChange;
  emoji?: string;
}

/** Edits, deletions, reactions, and what becomes of held messages, the same for HTTP and sockets. */
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
    const { entities, named, told } = resolved;
    const decide = (target: ChangeTarget) => {
      const isFlagged = target.wordRule !== 'tag' && holdsProhibited(text);
      const tellings = this.telling.prepare(roomId, viewer.id, told, unheard(target));
      return decideEdit(target, viewer.id, { text, entities, tellings, named, isFlagged });
    };
    const { stored, hasChanged } = await this.change(viewer, roomId, messageId, { event: 'message:updated', decide });
    if (hasChanged && !stored.heldAt) this.telling.hint(viewer.id, roomId, messageId, resolved);
    return presentMessage(stored, viewer.id);
  }

  /**
   * Lets a held message be seen, and tells those whom it names or answers, as its author would have.
   * @param version what the owner has read, if that is known.
   * @throws {DomainError} `not_found`, `forbidden` for anybody but the owner, `gone`, `conflict`, `rate_limited`.
   */
  async release(viewer: User, ref: string, messageId: string, version: number | undefined): Promise<Message> {
    const { id: roomId } = await this.rooms.getOwned(ref, viewer.id);
    await this.limiter.take('change', viewer.id);
    const { author, text } = await this.repository.get(roomId, messageId);
    const resolved = await this.telling.resolveAgain(author, roomId, text);
    const decide = (target: ChangeTarget) => {
      const tellings = this.telling.prepare(roomId, author.id, resolved.told, unheard(target));
      return decideRelease(target, { text, version }, { entities: resolved.entities, tellings });
    };
    const { stored, hasChanged } = await this.change(viewer, roomId, messageId, { event: 'message:updated', decide });
    if (hasChanged) this.telling.hint(author.id, roomId, messageId, resolved);
    return presentMessage(stored, viewer.id);
  }

  /**
   * What waits for the owner of a room, whole, the oldest first.
   * @throws {DomainError} `not_found`, `forbidden` for anybody but the owner, `rate_limited`.
   */
  async listHeld(viewer: User, ref: string): Promise<Message[]> {
    const { id } = await this.rooms.getOwned(ref, viewer.id);
    await this.limiter.take('history', viewer.id);
    return (await this.repository.findHeld(id)).map((stored) => presentWhole(stored, viewer.id));
  }

  /** @throws {DomainError} `not_found`, `forbidden`, `rate_limited`. */
  async delete(viewer: User, ref: string, messageId: string): Promise<Message> {
    const decide = (target: ChangeTarget) => decideDelete(target, viewer.id);
    const roomId = await this.begin(viewer, ref);
    const { stored } = await this.change(viewer, roomId, messageId, { event: 'message:deleted', decide });
    return presentMessage(stored, viewer.id);
  }

  /** @throws {DomainError} `not_found`, `forbidden` (archived), `gone`, `invalid_payload`, `rate_limited`. */
  async react(viewer: User, ref: string, messageId: string, emoji: string, isRemoval: boolean): Promise<Message> {
    const decide = (target: ChangeTarget) => decideReaction(target, viewer.id, emoji, isRemoval);
    const roomId = await this.begin(viewer, ref);
    const { stored } = await this.change(viewer, roomId, messageId, { event: 'message:updated', decide, emoji });
    return presentMessage(stored, viewer.id);
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
  ): Promise<{ stored: StoredMessage; hasChanged: boolean }> {
    const applied = await this.changes.apply({ roomId, messageId, viewerId: viewer.id, emoji }, decide);
    const stored = await this.repository.get(roomId, messageId);
    if (applied) {
      this.output.changed(stored, event, applied.isModerated);
      this.telling.committed(roomId, applied.told, applied.withdrawn);
    }
    return { stored, hasChanged: applied !== null };
  }
}

/** Who wrote what a message answers, if they were not told of it yet because it is held. */
function unheard({ isHeld, answeredId }: ChangeTarget): string | undefined {
  return isHeld && answeredId !== null ? answeredId : undefined;
}
