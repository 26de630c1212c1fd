import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { uuidv7 } from '../common/uuid.js';
import { Connections } from './connections.js';
import { FanOut } from './fan-out.js';
import { LonelyBus, MESSAGE_BUS, type MessageBus } from './message-bus.js';
import { OwnCounts } from './own-counts.js';
import { OwnTeller } from './own-teller.js';
import { PresenceService } from './presence.js';
import { RealtimeEmitter } from './realtime.emitter.js';
import { PubSubCarrier } from './pub-sub-carrier.js';
import { RedisBus } from './redis-bus.js';
import { RoomTeller } from './room-teller.js';
import { RoomFeeds } from './room-feeds.js';
import { Told } from './told.js';
import { TypingService } from './typing.js';

/** A process is told apart by an id of its own: two nodes may bear the same INSTANCE_ID by mistake. */
function createBus(env: Env, log: Log): MessageBus {
  const { REDIS_URL: url } = env;
  return url ? new RedisBus(uuidv7(), (events) => new PubSubCarrier(url, events, log)) : new LonelyBus();
}

const services = [
  Connections,
  FanOut,
  OwnCounts,
  Told,
  RoomFeeds,
  PresenceService,
  TypingService,
  RoomTeller,
  OwnTeller,
  RealtimeEmitter,
];

/** Telling people who are connected, see README.md here. */
@Global()
@Module({
  providers: [{ provide: MESSAGE_BUS, useFactory: createBus, inject: [ENV, LOG] }, ...services],
  exports: [MESSAGE_BUS, ...services],
})
export class RealtimeModule implements OnApplicationShutdown {
  constructor(@Inject(MESSAGE_BUS) private readonly bus: MessageBus) {}

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close();
  }
}
