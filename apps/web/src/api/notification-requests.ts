import {
  type NotificationPage,
  notificationPageSchema,
  type ReadNotifications,
  type ReadNotificationsResult,
  readNotificationsResultSchema,
  type UnreadNotifications,
  unreadNotificationsSchema,
} from '@tertulia/contract';
import type { HttpRequests } from './http-requests.js';

/** What is asked of the list of notifications: where the page begins, and whether only unread ones are meant. */
export interface NotificationQuery {
  before?: string | undefined;
  unread: boolean;
}

/** The notifications over HTTP; a file of its own, because it is fetched after the first messages. Every method throws a `RequestError`. */
export class NotificationRequests {
  constructor(private readonly http: HttpRequests) {}

  list({ before, unread }: NotificationQuery): Promise<NotificationPage> {
    const query = new URLSearchParams({ ...(before !== undefined && { before }), ...(unread && { unread: 'true' }) });
    const path = `/api/notifications${query.size > 0 ? `?${query}` : ''}`;
    return this.http.ask(notificationPageSchema, { method: 'GET', path });
  }

  read(body: ReadNotifications): Promise<ReadNotificationsResult> {
    return this.http.ask(readNotificationsResultSchema, { method: 'POST', path: '/api/notifications/read', body });
  }

  restore(readAt: string): Promise<UnreadNotifications> {
    const path = '/api/notifications/restore';
    return this.http.ask(unreadNotificationsSchema, { method: 'POST', path, body: { readAt } });
  }
}
