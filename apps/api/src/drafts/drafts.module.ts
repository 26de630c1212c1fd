import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsRepository } from './drafts.repository.js';
import { DraftsService } from './drafts.service.js';

/** What people began to write. */
@Module({
  imports: [RoomsModule],
  controllers: [DraftsController],
  providers: [DraftsRepository, DraftsService],
  exports: [DraftsRepository],
})
export class DraftsModule {}
