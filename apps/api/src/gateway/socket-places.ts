import { Injectable } from '@nestjs/common';
import { Connections } from '../realtime/connections.js';
import { RoomEntrance } from './room-entrance.js';
import { SocketCounts } from './socket-counts.js';

/** Where sockets are: on this node, and in which rooms; and how many they are. */
@Injectable()
export class SocketPlaces {
  constructor(
    readonly connections: Connections,
    readonly entrance: RoomEntrance,
    readonly counts: SocketCounts,
  ) {}
}
