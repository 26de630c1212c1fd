import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { HistoryService } from './history.service.js';
import { MessageChangesRepository } from './message-changes.repository.js';
import { MessageOutput } from './message-output.js';
import { MessageWriter } from './message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { RecentMessagesService } from './recent-messages.service.js';

/** The write path and the reads of messages. */
@Module({
  imports: [RoomsModule],
  controllers: [MessagesController],
  providers: [
    MessagesService,
    HistoryService,
    MessageWriter,
    MessageOutput,
    MessagesRepository,
    MessageChangesRepository,
    RecentMessagesService,
  ],
  exports: [MessagesService, HistoryService, MessagesRepository],
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
