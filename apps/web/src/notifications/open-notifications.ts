import type { HttpRequests } from '../api/http-requests.js';
import { NotificationRequests } from '../api/notification-requests.js';
import { NotificationsStore } from './notifications-store.js';

/** The notifications of a visit. */
export function openNotifications(http: HttpRequests): NotificationsStore {
  const requests = new NotificationRequests(http);
  return new NotificationsStore({
    list: (query) => requests.list(query),
    read: (request) => requests.read(request),
    restore: (readAt) => requests.restore(readAt),
    random: () => Math.random(),
  });
}
