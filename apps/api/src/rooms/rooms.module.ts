import { Module } from '@nestjs/common';
import { MembersController } from './members.controller.js';
import { MembersRepository } from './members.repository.js';
import { MembersService } from './members.service.js';
import { ReadMarkersRepository } from './read-markers.repository.js';
import { ReadMarkersService } from './read-markers.service.js';
import { RoomNews } from './room-news.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsRepository } from './rooms.repository.js';
import { RoomsService } from './rooms.service.js';

/** Rooms, members and read markers. */
@Module({
  controllers: [RoomsController, MembersController],
  providers: [
    RoomsRepository,
    MembersRepository,
    ReadMarkersRepository,
    RoomNews,
    RoomsService,
    MembersService,
    ReadMarkersService,
  ],
  exports: [RoomsService, ReadMarkersRepository, ReadMarkersService],
})
export class RoomsModule {}
