import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { CatchUpRepository } from './catch-up.repository.js';
import { CatchUpService } from './catch-up.service.js';
import { ReadingController } from './reading.controller.js';

/** Catching up with all rooms at once. */
@Module({
  imports: [RoomsModule, MessagesModule],
  controllers: [ReadingController],
  providers: [CatchUpRepository, CatchUpService],
})
export class ReadingModule {}
