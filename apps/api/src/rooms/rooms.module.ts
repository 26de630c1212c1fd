import { Module } from '@nestjs/common';
import { InvitesController } from './invites.controller.js';
import { InvitesRepository } from './invites.repository.js';
import { InvitesService } from './invites.service.js';
import { MembersController } from './members.controller.js';
import { MembersRepository } from './members.repository.js';
import { MembersService } from './members.service.js';
import { ReadMarkersRepository } from './read-markers.repository.js';
import { ReadMarkersService } from './read-markers.service.js';
import { RoomNews } from './room-news.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsRepository } from './rooms.repository.js';
import { RoomsService } from './rooms.service.js';

/** Rooms, members, read markers and invitations. */
@Module({
  controllers: [RoomsController, MembersController, InvitesController],
  providers: [
    RoomsRepository,
    MembersRepository,
    ReadMarkersRepository,
    InvitesRepository,
    RoomNews,
    RoomsService,
    MembersService,
    InvitesService,
    ReadMarkersService,
  ],
  exports: [RoomsService, ReadMarkersRepository, ReadMarkersService],
})
export class RoomsModule {}
