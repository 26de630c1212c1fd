import { Inject, Injectable } from '@nestjs/common';
import { RecentQuantile } from '../common/tally.js';
import { DrainService } from '../gateway/drain.service.js';
import { OperatorServer } from '../operators/operator-server.js';
import { Connections } from '../realtime/connections.js';
import { FanOut } from '../realtime/fan-out.js';
import { MESSAGE_BUS, type MessageBus } from '../realtime/message-bus.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import type { NodeFigures } from './node-line.js';

/** The figures of this process as they are now; delays are those since the last time. */
@Injectable()
export class NodeFiguresReader {
  private readonly lag: RecentQuantile;

  constructor(
    private readonly connections: Connections,
    private readonly feeds: RoomFeeds,
    private readonly drain: DrainService,
    private readonly operators: OperatorServer,
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
    fanOut: FanOut,
  ) {
    this.lag = new RecentQuantile(Object.values(fanOut.lagSeconds));
  }

  /** From the moment it says so, also while balancers are still to notice. */
  get isLeaving(): boolean {
    return this.drain.isLeaving;
  }

  read(eventLoopP99Ms: number): NodeFigures {
    const lag = this.lag.look(0.99);
    return {
      sockets: this.connections.size,
      rooms: this.feeds.size,
      eventLoopP99Ms,
      deliveryLagP99Ms: lag === null ? null : lag * 1_000,
      rssBytes: process.memoryUsage.rss(),
      isBusHealthy: this.bus.isHealthy,
      operatorsAt: this.operators.address ?? null,
    };
  }
}
