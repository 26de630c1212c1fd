import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { MentionsModule } from '../mentions/mentions.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { HistoryService } from './history.service.js';
import { MessageChangesRepository } from './message-changes.repository.js';
import { MessageChangesService } from './message-changes.service.js';
import { MessageOutput } from './message-output.js';
import { MessageParts } from './message-parts.js';
import { MessageTelling } from './message-telling.js';
import { MessageWriter } from './message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { RecentMessagesService } from './recent-messages.service.js';

/** The write path and the reads of messages. */
@Module({
  imports: [RoomsModule, MentionsModule, NotificationsModule],
  controllers: [MessagesController],
  providers: [
    MessagesService,
    MessageChangesService,
    MessageTelling,
    MessageParts,
    HistoryService,
    MessageWriter,
    MessageOutput,
    MessagesRepository,
    MessageChangesRepository,
    RecentMessagesService,
  ],
  exports: [MessagesService, MessageChangesService, HistoryService, MessagesRepository, MessageOutput],
})
export class MessagesModule implements OnApplicationShutdown {
  constructor(
    feeds: RoomFeeds,
    history: HistoryService,
    private readonly writer: MessageWriter,
  ) {
    feeds.useSource(history);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writer.idle();
  }
}
