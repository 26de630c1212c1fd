import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { NotificationNews } from '../notifications/notification-news.js';
import { Connections } from '../realtime/connections.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { thing, Told } from '../realtime/told.js';
import { latestOf } from './latest.js';
import type { NewsEntry } from './news.repository.js';
import { PersonReads } from './person-reads.js';

/** Entries of one person who is connected here. */
type Own = NewsEntry & { userId: string };

/** Tells people on this node of themselves what nobody told them, from what the database has now. */
@Injectable()
export class PersonRepair {
  constructor(
    private readonly places: Connections,
    private readonly told: Told,
    private readonly emitter: RealtimeEmitter,
    private readonly notifications: NotificationNews,
    private readonly reads: PersonReads,
  ) {}

  async repair(entries: NewsEntry[]): Promise<void> {
    for (const { kind, subjectId } of entries)
      if (kind === 'session' && subjectId !== null && this.told.last(thing.session(subjectId)) === undefined)
        this.emitter.sessionEnded(subjectId, 'here');
    const own = entries.filter((entry): entry is Own => entry.userId !== null && this.isHere(entry.userId));
    await this.repairNotifications(own);
    await this.repairMarkers(own);
    for (const { userId, roomId, value } of latestOf(own, 'draft')) {
      if (roomId === null || this.told.isPast(thing.draft(userId, roomId), value ?? 0)) continue;
      const draft = await this.reads.drafts.find(userId, roomId);
      if (draft) this.emitter.draftChanged(userId, draft, 'here');
    }
    for (const { userId, value } of latestOf(own, 'me'))
      if (!this.told.isPast(thing.me(userId), value ?? 0)) await this.tellOfThemselves(userId);
  }

  private isHere(userId: string): boolean {
    return this.places.of(userId).length > 0;
  }

  private async repairNotifications(own: Own[]): Promise<void> {
    const missed = latestOf(own, 'notification').filter(
      ({ subjectId, value }) => subjectId !== null && this.told.last(thing.notification(subjectId)) !== value,
    );
    if (missed.length === 0) return;
    const changes = missed.flatMap(({ userId, subjectId, value }) =>
      subjectId === null ? [] : [{ userId, id: subjectId, isNew: value === 0 }],
    );
    const roomIds = [...new Set(missed.flatMap(({ roomId }) => roomId ?? []))];
    await this.notifications.repaired(changes, roomIds);
  }

  private async repairMarkers(own: Own[]): Promise<void> {
    const byUser = new Map<string, string[]>();
    for (const { userId, roomId, value } of latestOf(own, 'marker')) {
      if (roomId === null || this.told.last(thing.marker(userId, roomId)) === value) continue;
      byUser.set(userId, [...(byUser.get(userId) ?? []), roomId]);
    }
    for (const [userId, roomIds] of byUser)
      await this.reads.ownCounts.tell(
        [userId],
        () => this.reads.counts.findReadStates(roomIds, [userId]),
        (states, ready) => {
          for (const { userId: ownerId, roomId, ...state } of states)
            if (ready.has(ownerId)) this.emitter.unreadChanged(ownerId, roomId, state, 'here');
        },
      );
  }

  private async tellOfThemselves(userId: string): Promise<void> {
    try {
      const user = await this.reads.users.getOwn(userId);
      const { id, handle, displayName, isGuest, isBot, mark } = user;
      this.emitter.userChanged(
        { id, handle, displayName, isGuest, isBot, ...(mark !== undefined && { mark }) },
        'here',
      );
      this.emitter.meUpdated(user, 'here');
    } catch (error) {
      // Somebody who is no more: their sessions have news of their own.
      if (!(error instanceof DomainError && error.code === 'not_found')) throw error;
    }
  }
}
