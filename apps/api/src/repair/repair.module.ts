import { Module } from '@nestjs/common';
import { DraftsModule } from '../drafts/drafts.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { NewsRepair } from './news-repair.js';
import { NewsTeller } from './news-teller.js';
import { NewsRepository } from './news.repository.js';
import { PersonReads } from './person-reads.js';
import { PersonRepair } from './person-repair.js';
import { RoomRepair } from './room-repair.js';

/** Telling people what a node that died, or was not heard, did not tell them, see README.md here. */
@Module({
  imports: [DraftsModule, NotificationsModule, RoomsModule],
  providers: [NewsRepository, PersonReads, PersonRepair, RoomRepair, NewsTeller, NewsRepair],
})
export class RepairModule {}
