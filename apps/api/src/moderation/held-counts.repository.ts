import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { heldCount } from '../rooms/room-row.js';

/** How many messages of a room wait for one of its owners. */
export interface HeldCount {
  roomId: string;
  userId: string;
  held: number;
}

/** What waits, counted at the moment of the question. */
@Injectable()
export class HeldCountsRepository {
  constructor(private readonly database: Database) {}

  async find(roomIds: string[]): Promise<HeldCount[]> {
    return this.database.query<HeldCount>({
      name: 'held_counts',
      text: `SELECT m.room_id AS "roomId", m.user_id AS "userId", ${heldCount('m', 'm.role')} AS held
             FROM room_member m WHERE m.room_id = ANY($1::uuid[]) AND m.role = 'owner'`,
      values: [roomIds],
    });
  }
}
