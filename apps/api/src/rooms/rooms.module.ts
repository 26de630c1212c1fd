import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { InvitesController } from './invites.controller.js';
import { InvitesRepository } from './invites.repository.js';
import { InvitesService } from './invites.service.js';
import { MembersController } from './members.controller.js';
import { MembersRepository } from './members.repository.js';
import { MembersService } from './members.service.js';
import { ReadMarkerNews } from './read-marker-news.js';
import { ReadMarkersRepository } from './read-markers.repository.js';
import { ReadMarkersService } from './read-markers.service.js';
import { RoomEntries } from './room-entries.js';
import { RoomNews } from './room-news.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsRepository } from './rooms.repository.js';
import { RoomsService } from './rooms.service.js';
import { StrictRooms } from './strict-rooms.js';

/** Rooms, members, read markers and invitations. */
@Module({
  imports: [NotificationsModule],
  controllers: [RoomsController, MembersController, InvitesController],
  providers: [
    RoomsRepository,
    MembersRepository,
    ReadMarkersRepository,
    ReadMarkerNews,
    InvitesRepository,
    RoomEntries,
    RoomNews,
    RoomsService,
    MembersService,
    InvitesService,
    ReadMarkersService,
    StrictRooms,
  ],
  exports: [RoomsRepository, MembersRepository, RoomsService, RoomNews, ReadMarkersService, StrictRooms],
})
export class RoomsModule {}
