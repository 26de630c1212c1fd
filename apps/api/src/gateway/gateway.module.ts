import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { Admission } from './admission.js';
import { ChatGateway } from './chat.gateway.js';
import { ConnectionDesk } from './connection-desk.js';
import { DrainService } from './drain.service.js';
import { RawSockets } from './raw-sockets.js';
import { RequestsInFlight } from './requests-in-flight.js';
import { RoomEntrance } from './room-entrance.js';
import { SocketCounts } from './socket-counts.js';
import { SocketEvents } from './socket-events.js';
import { SocketPlaces } from './socket-places.js';
import { StrangerCheck } from './stranger-check.js';
import { UnreadNotifier } from './unread-notifier.js';

/** The sockets' door. */
@Module({
  imports: [NotificationsModule, RoomsModule, MessagesModule],
  providers: [
    Admission,
    ChatGateway,
    ConnectionDesk,
    DrainService,
    RawSockets,
    RequestsInFlight,
    RoomEntrance,
    SocketCounts,
    SocketEvents,
    SocketPlaces,
    StrangerCheck,
    UnreadNotifier,
  ],
  exports: [Admission, ConnectionDesk, DrainService, RequestsInFlight, SocketCounts],
})
export class GatewayModule {}
