import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.js';
import { MentionDirectoryRepository } from './mention-directory.repository.js';
import { MentionsController } from './mentions.controller.js';
import { MentionsService } from './mentions.service.js';

/** Who is named in a text, see README.md here. */
@Module({
  imports: [RoomsModule],
  controllers: [MentionsController],
  providers: [MentionDirectoryRepository, MentionsService],
  exports: [MentionsService],
})
export class MentionsModule {}
