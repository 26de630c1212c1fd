import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { HooksController } from './hooks.controller.js';
import { HooksService } from './hooks.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

/** Messages from other programs. */
@Module({
  imports: [RoomsModule, MessagesModule],
  controllers: [WebhooksController, HooksController],
  providers: [WebhooksRepository, WebhooksService, HooksService],
})
export class WebhooksModule {}
