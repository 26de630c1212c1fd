import { Injectable } from '@nestjs/common';
import {
  limits,
  type ListNotifications,
  type NotificationPage,
  type ReadNotifications,
  type ReadNotificationsResult,
  type UnreadNotifications,
} from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { CountsRepository } from './counts.repository.js';
import { NotificationNews } from './notification-news.js';
import { type ChangedNotification, NotificationsRepository } from './notifications.repository.js';

/** What a person was told: to be listed, and to be marked as read without going to the room. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly repository: NotificationsRepository,
    private readonly counts: CountsRepository,
    private readonly news: NotificationNews,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws {DomainError} `rate_limited` */
  async list(userId: string, query: ListNotifications): Promise<NotificationPage> {
    await this.limiter.take('history', userId);
    const limit = query.limit ?? limits.notificationsPage;
    const [found, unread] = await Promise.all([this.repository.list(userId, query, limit), this.countUnread(userId)]);
    const items = found.slice(0, limit);
    return { items, unread, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /**
   * Marks notifications as read; unknown ones and those of others are passed over.
   * @throws {DomainError} `rate_limited`
   */
  async markRead(userId: string, request: ReadNotifications): Promise<ReadNotificationsResult> {
    await this.limiter.take('change', userId);
    const { readAt, changed } = await this.repository.markRead(userId, 'ids' in request ? request.ids : null);
    return { unread: await this.tell(userId, changed), readAt: readAt?.toISOString() ?? null };
  }

  /**
   * The way back from `markRead`.
   * @throws {DomainError} `rate_limited`
   */
  async restore(userId: string, readAt: string): Promise<UnreadNotifications> {
    await this.limiter.take('change', userId);
    return { unread: await this.tell(userId, await this.repository.restore(userId, readAt)) };
  }

  private tell(userId: string, changed: ChangedNotification[]): Promise<number> {
    const roomIds = [...new Set(changed.map(({ roomId }) => roomId))];
    this.news.changed(
      changed.map(({ id }) => ({ userId, id, isNew: false })),
      roomIds,
    );
    return this.countUnread(userId);
  }

  private async countUnread(userId: string): Promise<number> {
    return (await this.counts.countUnread([userId])).get(userId) ?? 0;
  }
}
