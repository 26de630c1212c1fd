import { Injectable } from '@nestjs/common';
import type { MarkRead, ReadAllResult, ReadState, RestoredRead, RestoreRead } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { notFound } from '../common/domain-error.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { ReadMarkersRepository } from './read-markers.repository.js';
import { RoomsService } from './rooms.service.js';

/** How far each person has read. */
@Injectable()
export class ReadMarkersService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly markers: ReadMarkersRepository,
    private readonly emitter: RealtimeEmitter,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws {DomainError} `not_found`, also for somebody who never entered the room. */
  async markRead(ref: string, viewerId: string, mark: MarkRead): Promise<ReadState> {
    const id = await this.rooms.getOpenId(ref, viewerId);
    const state = await this.markers.markRead(id, viewerId, mark.seq, mark.unread === true);
    if (!state) throw notFound('The membership');
    this.emitter.unreadChanged(viewerId, id, state);
    return state;
  }

  /**
   * Marks every room of a person as read, or what was written before an instant; no marker moves back.
   * @throws {DomainError} `rate_limited`
   */
  async markAllRead(viewerId: string, before: string | undefined): Promise<ReadAllResult['items']> {
    await this.limiter.take('change', viewerId);
    const items = await this.markers.markAllRead(viewerId, before);
    for (const { roomId, previousReadSeq: _previous, ...state } of items)
      this.emitter.unreadChanged(viewerId, roomId, state);
    return items;
  }

  /**
   * Puts markers back to where they were; none moves forward.
   * @throws {DomainError} `rate_limited`
   */
  async restore(viewerId: string, items: RestoreRead['items']): Promise<RestoredRead['items']> {
    await this.limiter.take('change', viewerId);
    const restored = await this.markers.restore(viewerId, items);
    for (const { roomId, ...state } of restored) this.emitter.unreadChanged(viewerId, roomId, state);
    return restored;
  }
}
