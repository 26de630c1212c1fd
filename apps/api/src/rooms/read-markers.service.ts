import { Injectable } from '@nestjs/common';
import type { MarkRead, ReadAllResult, ReadState, RestoredRead, RestoreRead } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { notFound } from '../common/domain-error.js';
import { ReadMarkerNews } from './read-marker-news.js';
import { ReadMarkersRepository } from './read-markers.repository.js';
import { RoomsService } from './rooms.service.js';

/** How far each person has read. */
@Injectable()
export class ReadMarkersService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly markers: ReadMarkersRepository,
    private readonly news: ReadMarkerNews,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws {DomainError} `not_found`, also for somebody who never entered the room. */
  async markRead(ref: string, viewerId: string, { seq, unread }: MarkRead): Promise<ReadState> {
    const id = await this.rooms.getOpenId(ref, viewerId);
    const move = await (unread ? this.markers.markUnread(id, viewerId, seq) : this.markers.markRead(id, viewerId, seq));
    const state = (await this.news.tell(viewerId, move)).get(id);
    if (!state) throw notFound('The membership');
    return state;
  }

  /**
   * Marks every room of a person as read, or what was written before an instant; no marker moves back.
   * @throws {DomainError} `rate_limited`
   */
  async markAllRead(viewerId: string, before: string | undefined): Promise<ReadAllResult['items']> {
    await this.limiter.take('change', viewerId);
    const move = await this.markers.markAllRead(viewerId, before);
    const states = await this.news.tell(viewerId, move);
    return move.moved.flatMap(({ roomId, previousReadSeq }) => {
      const state = states.get(roomId);
      return state && previousReadSeq !== null ? [{ roomId, ...state, previousReadSeq }] : [];
    });
  }

  /**
   * Puts markers back to where they were; none moves forward.
   * @throws {DomainError} `rate_limited`
   */
  async restore(viewerId: string, items: RestoreRead['items']): Promise<RestoredRead['items']> {
    await this.limiter.take('change', viewerId);
    const move = await this.markers.restore(viewerId, items);
    const states = await this.news.tell(viewerId, move);
    return move.moved.flatMap(({ roomId }) => {
      const state = states.get(roomId);
      return state ? [{ roomId, ...state }] : [];
    });
  }
}
