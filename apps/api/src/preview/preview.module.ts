import { Module } from '@nestjs/common';
import { ListenModule } from '../listen/listen.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { PreviewController } from './preview.controller.js';

/** Public rooms without a session. */
@Module({ imports: [RoomsModule, MessagesModule, ListenModule], controllers: [PreviewController] })
export class PreviewModule {}
