import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { ChatGateway } from './chat.gateway.js';
import { ConnectionDesk } from './connection-desk.js';
import { DrainService } from './drain.service.js';
import { RoomEntrance } from './room-entrance.js';
import { SocketEvents } from './socket-events.js';
import { SocketPlaces } from './socket-places.js';
import { StrangerCheck } from './stranger-check.js';
import { UnreadNotifier } from './unread-notifier.js';

/** The sockets' door. */
@Module({
  imports: [NotificationsModule, RoomsModule, MessagesModule],
  providers: [
    ChatGateway,
    ConnectionDesk,
    DrainService,
    RoomEntrance,
    SocketEvents,
    SocketPlaces,
    StrangerCheck,
    UnreadNotifier,
  ],
  exports: [DrainService],
})
export class GatewayModule {}
