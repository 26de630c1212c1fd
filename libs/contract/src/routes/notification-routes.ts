import {
  listNotificationsSchema,
  mentionPreviewSchema,
  notificationPageSchema,
  previewMentionsSchema,
  readNotificationsResultSchema,
  readNotificationsSchema,
  restoreNotificationsSchema,
  unreadNotificationsSchema,
} from '../notification.js';
import type { Route } from '../route.js';

/** Who was told of what, and who would be. */
export const notificationRoutes = [
  {
    method: 'GET',
    path: '/api/notifications',
    tag: 'notifications',
    summary: 'Messages that named the person, the newest first',
    authenticated: true,
    query: listNotificationsSchema,
    answers: { 200: notificationPageSchema },
  },
  {
    method: 'POST',
    path: '/api/notifications/read',
    tag: 'notifications',
    summary: 'Mark some of them or all as read',
    authenticated: true,
    body: readNotificationsSchema,
    answers: { 200: readNotificationsResultSchema },
  },
  {
    method: 'POST',
    path: '/api/notifications/restore',
    tag: 'notifications',
    summary: 'Make unread again what was read at an instant',
    authenticated: true,
    body: restoreNotificationsSchema,
    answers: { 200: unreadNotificationsSchema },
  },
  {
    method: 'POST',
    path: '/api/rooms/:room/mentions',
    tag: 'notifications',
    summary: 'Whom a text would tell, before it is sent',
    authenticated: true,
    body: previewMentionsSchema,
    answers: { 200: mentionPreviewSchema },
  },
] as const satisfies readonly Route[];
