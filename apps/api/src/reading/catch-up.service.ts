import { Injectable } from '@nestjs/common';
import type { CatchUpItem, Room } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import { presentMessage } from '../messages/stored-message.js';
import { CatchUpRepository } from './catch-up.repository.js';

/** What a person has missed, room by room. */
@Injectable()
export class CatchUpService {
  constructor(
    private readonly repository: CatchUpRepository,
    private readonly messages: MessagesRepository,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Rooms with unread messages, each with the first of them and the newest: mentions first, then most unread, muted last.
   * @throws {DomainError} `rate_limited`
   */
  async list(viewerId: string): Promise<CatchUpItem[]> {
    await this.limiter.take('history', viewerId);
    const unread = await this.repository.findUnread(viewerId);
    const stored = await this.messages.findByIds(unread.flatMap((one) => [one.firstUnreadId, one.newestId]));
    const byId = new Map(stored.map((message) => [message.id, presentMessage(message, viewerId)]));
    const items = unread.flatMap(({ room, firstUnreadId, newestId }) => {
      const [firstUnread, newest] = [byId.get(firstUnreadId), byId.get(newestId)];
      return firstUnread && newest ? [{ room, firstUnread, newest }] : [];
    });
    return items.sort((left, right) => compare(left.room, right.room));
  }
}

/** Ties keep the order of the database: the latest activity first. */
function compare({ me: left }: Room, { me: right }: Room): number {
  if (!left || !right) return 0;
  return (
    Number(left.notify === 'none') - Number(right.notify === 'none') ||
    right.mentions - left.mentions ||
    right.unread - left.unread
  );
}
