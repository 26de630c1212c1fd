import { Injectable } from '@nestjs/common';
import type { MarkRead, ReadState } from '@tertulia/contract';
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
  ) {}

  /** @throws {DomainError} `not_found`, also for somebody who never entered the room. */
  async markRead(ref: string, viewerId: string, mark: MarkRead): Promise<ReadState> {
    const id = await this.rooms.getOpenId(ref, viewerId);
    const state = await this.markers.markRead(id, viewerId, mark.seq, mark.unread === true);
    if (!state) throw notFound('The membership');
    this.emitter.unreadChanged(viewerId, id, state);
    return state;
  }
}
