import { Injectable } from '@nestjs/common';
import type { ReadState } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { isUnread, mentionCount, UNREAD_COUNT } from './count-columns.js';

/** Where a person stands in a room. */
export type OwnReadState = ReadState & { roomId: string; userId: string };

/** What is unread for people: counted at the moment of the question. */
@Injectable()
export class CountsRepository {
  constructor(private readonly database: Database) {}

  /** Markers and counts of those of the people who are members of those of the rooms, `except` for some pairs of both. */
  async findReadStates(
    roomIds: string[],
    userIds: string[],
    except: { roomId: string; userId: string }[] = [],
  ): Promise<OwnReadState[]> {
    const rows = await this.database.query<OwnReadState>({
      name: 'read_states',
      text: `SELECT m.room_id AS "roomId", m.user_id AS "userId", m.read_seq AS "readSeq",
                    ${UNREAD_COUNT} AS unread, ${mentionCount('m')} AS mentions
             FROM room_member m
             WHERE m.room_id = ANY($1::uuid[]) AND m.user_id = ANY($2::uuid[])
               AND (m.room_id, m.user_id) NOT IN (SELECT * FROM unnest($3::uuid[], $4::uuid[]))`,
      values: [roomIds, userIds, except.map((pair) => pair.roomId), except.map((pair) => pair.userId)],
    });
    return rows;
  }

  /** Unread notifications of people, those of rooms left out that are not open to them; nobody is missing. */
  async countUnread(userIds: string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ user_id: string; unread: number }>({
      name: 'unread_notifications',
      text: `SELECT n.user_id, count(*) AS unread
             FROM notification n JOIN room r ON r.id = n.room_id
             LEFT JOIN room_member k ON k.room_id = n.room_id AND k.user_id = n.user_id
             WHERE n.user_id = ANY($1::uuid[]) AND ${isUnread('n')}
               AND room_is_open_to(r.visibility, r.deleted_at, k.user_id IS NOT NULL)
             GROUP BY n.user_id`,
      values: [userIds],
    });
    const counted = new Map(rows.map((row) => [row.user_id, row.unread]));
    return new Map(userIds.map((userId) => [userId, counted.get(userId) ?? 0]));
  }
}
