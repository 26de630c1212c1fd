import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import {
  type ListNotifications,
  listNotificationsSchema,
  type NotificationPage,
  type ReadNotifications,
  type ReadNotificationsResult,
  readNotificationsSchema,
  type RestoreNotifications,
  restoreNotificationsSchema,
  type UnreadNotifications,
} from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { NotificationsService } from './notifications.service.js';

/** The own notifications, over HTTP. */
@Controller('api/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get()
  list(
    @CurrentIdentity() { user }: Identity,
    @Query(validated(listNotificationsSchema)) query: ListNotifications,
  ): Promise<NotificationPage> {
    return this.notifications.list(user.id, query);
  }

  @Post('read')
  @HttpCode(200)
  markRead(
    @CurrentIdentity() { user }: Identity,
    @Body(validated(readNotificationsSchema)) request: ReadNotifications,
  ): Promise<ReadNotificationsResult> {
    return this.notifications.markRead(user.id, request);
  }

  @Post('restore')
  @HttpCode(200)
  restore(
    @CurrentIdentity() { user }: Identity,
    @Body(validated(restoreNotificationsSchema)) { readAt }: RestoreNotifications,
  ): Promise<UnreadNotifications> {
    return this.notifications.restore(user.id, readAt);
  }
}
