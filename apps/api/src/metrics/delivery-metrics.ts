import { Inject, Injectable } from '@nestjs/common';
import { ConnectionDesk } from '../gateway/connection-desk.js';
import { MessagesService } from '../messages/messages.service.js';
import { FanOut } from '../realtime/fan-out.js';
import { MESSAGE_BUS, type MessageBus } from '../realtime/message-bus.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { labelled, Meter } from './meter.js';

/** How messages come to those who follow a room. */
@Injectable()
export class DeliveryMetrics {
  constructor(
    meter: Meter,
    messages: MessagesService,
    fanOut: FanOut,
    feeds: RoomFeeds,
    desk: ConnectionDesk,
    @Inject(MESSAGE_BUS) bus: MessageBus,
  ) {
    meter.histogram(
      'chat_message_store_duration_seconds',
      'From a message that may be stored to the end of its commit.',
      () => messages.figures.storeSeconds,
    );
    meter.histogram(
      'chat_delivery_lag_seconds',
      'From the commit of a change to its last write to the sockets of the room on this node, by who committed it.',
      () => labelled('origin', Object.entries(fanOut.lagSeconds)),
    );
    meter.gauge('chat_rooms_followed', 'Rooms that somebody on this node follows.', () => feeds.size);
    meter.counter('chat_feed_repairs_total', 'Holes in rooms that were filled from the database.', () => feeds.repairs);
    meter.counter(
      'chat_slow_sockets_dropped_total',
      'Sockets that were closed because they did not read.',
      () => desk.figures.slowDropped,
    );
    meter.gauge('node_bus_healthy', '1 while this node hears the others, or is alone.', () => Number(bus.isHealthy));
    meter.counter('node_bus_messages_total', 'Messages between nodes; dropped ones are found in the database.', () =>
      labelled('direction', Object.entries(bus.counts)),
    );
  }
}
