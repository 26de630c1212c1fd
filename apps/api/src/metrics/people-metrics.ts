import { Injectable } from '@nestjs/common';
import { ConnectionDesk } from '../gateway/connection-desk.js';
import { MessagesService } from '../messages/messages.service.js';
import { Connections } from '../realtime/connections.js';
import { labelled, Meter } from './meter.js';

/** Who is here, who came and what they sent. */
@Injectable()
export class PeopleMetrics {
  constructor(meter: Meter, connections: Connections, desk: ConnectionDesk, messages: MessagesService) {
    meter.gauge('websocket_connections', 'Signed-in sockets of this node.', () => connections.size);
    meter.counter('websocket_handshakes_total', 'Handshakes of sockets by what became of them.', () =>
      labelled('outcome', desk.figures.handshakes),
    );
    meter.counter('chat_messages_total', 'Sends of messages by what became of them.', () =>
      labelled('outcome', messages.figures.outcomes),
    );
  }
}
