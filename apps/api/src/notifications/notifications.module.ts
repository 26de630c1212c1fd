import { Module } from '@nestjs/common';
import { CountsRepository } from './counts.repository.js';
import { NotificationNews } from './notification-news.js';
import { NotificationRetention } from './notification-retention.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';

/** What people were told, and what is unread for them, see README.md here. */
@Module({
  controllers: [NotificationsController],
  providers: [CountsRepository, NotificationsRepository, NotificationNews, NotificationsService, NotificationRetention],
  exports: [CountsRepository, NotificationNews],
})
export class NotificationsModule {}
