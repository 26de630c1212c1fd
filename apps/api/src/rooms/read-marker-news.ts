import { Injectable } from '@nestjs/common';
import type { ReadState } from '@tertulia/contract';
import { CountsRepository, type OwnReadState } from '../notifications/counts.repository.js';
import { NotificationNews } from '../notifications/notification-news.js';
import { OwnCounts } from '../realtime/own-counts.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import type { MarkerMove } from './read-markers.repository.js';

/** What moved markers tell a person's own sockets: first the counts of the rooms, then of the notifications. */
@Injectable()
export class ReadMarkerNews {
  constructor(
    private readonly counts: CountsRepository,
    private readonly ownCounts: OwnCounts,
    private readonly emitter: RealtimeEmitter,
    private readonly notifications: NotificationNews,
  ) {}

  /** @returns where the person stands now in those of the rooms of which they are a member. */
  async tell(userId: string, { moved, changed }: MarkerMove): Promise<Map<string, ReadState>> {
    const roomIds = [...new Set([...moved, ...changed].map(({ roomId }) => roomId))];
    const told = new Map<string, ReadState>();
    if (roomIds.length === 0) return told;
    const emit = (states: OwnReadState[]) => {
      for (const { roomId, userId: _userId, ...state } of states) {
        told.set(roomId, state);
        this.emitter.unreadChanged(userId, roomId, state);
      }
    };
    await this.ownCounts.tell(
      [userId],
      () => this.counts.findReadStates(roomIds, [userId]),
      (states, ready) => {
        if (ready.has(userId)) emit(states);
      },
    );
    this.notifications.changed(
      changed.map(({ id }) => ({ userId, id, isNew: false })),
      [],
    );
    return told;
  }
}
