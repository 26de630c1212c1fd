import { Injectable } from '@nestjs/common';
import { Connections } from '../realtime/connections.js';
import { Told } from '../realtime/told.js';
import type { NewsEntry } from './news.repository.js';
import { PersonRepair } from './person-repair.js';
import { RoomRepair } from './room-repair.js';

/** Tells people on this node what of the news was not told them. */
@Injectable()
export class NewsTeller {
  constructor(
    private readonly connections: Connections,
    private readonly told: Told,
    private readonly rooms: RoomRepair,
    private readonly people: PersonRepair,
  ) {}

  /** Rooms first: what is told of a room is not heard by who does not know it. */
  async tell(entries: NewsEntry[]): Promise<void> {
    if (this.connections.size === 0) return;
    await this.rooms.repair(entries);
    await this.people.repair(entries);
  }

  /** What was told before the last turn is not asked for any more. */
  turn(): void {
    this.told.turn();
  }

  /** Everybody here connects anew, and with that reads everything anew. */
  dropAll(): void {
    for (const connection of this.connections.all()) connection.drop();
  }
}
