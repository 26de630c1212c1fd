import { Injectable } from '@nestjs/common';
import { Connections } from '../realtime/connections.js';
import { RoomEntrance } from './room-entrance.js';

/** Where sockets are: on this node, and in which rooms. */
@Injectable()
export class SocketPlaces {
  constructor(
    readonly connections: Connections,
    readonly entrance: RoomEntrance,
  ) {}
}
