import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { ListenController } from './listen.controller.js';
import { ListenService } from './listen.service.js';

/** Server-sent events. */
@Module({
  imports: [RoomsModule, MessagesModule],
  controllers: [ListenController],
  providers: [ListenService],
  exports: [ListenService],
})
export class ListenModule {}
