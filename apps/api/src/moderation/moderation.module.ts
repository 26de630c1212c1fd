import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { HeldCountsRepository } from './held-counts.repository.js';
import { HeldNotifier } from './held-notifier.js';
import { ModerationController } from './moderation.controller.js';

/** What becomes of messages with prohibited words, see README.md here. */
@Module({
  imports: [MessagesModule],
  controllers: [ModerationController],
  providers: [HeldCountsRepository, HeldNotifier],
})
export class ModerationModule {}
