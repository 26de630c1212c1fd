import { Injectable } from '@nestjs/common';
import type { MentionDirectory } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { jsonToUser, userJson, type UserJson } from '../identity/user-row.js';
import type { Bearer, MentionPlace } from './mention-rules.js';

/** Who and what a text may name, as its author may know it. */
export interface FoundNames {
  place: MentionPlace;
  directory: MentionDirectory;
  /** By id. */
  bearers: ReadonlyMap<string, Bearer>;
}

interface FoundRow {
  place: MentionPlace | null;
  users: { key: string; isMember: boolean; user: UserJson }[];
  rooms: { key: string; id: string }[];
}

/** Names, and who belongs to a room, in PostgreSQL. */
@Injectable()
export class MentionDirectoryRepository {
  constructor(private readonly database: Database) {}

  /** All names of a text in one question; null when there is no such room. Rooms are found if the author may see them. */
  async find(
    names: { users: string[]; rooms: string[] },
    roomId: string,
    authorId: string,
  ): Promise<FoundNames | null> {
    const [row] = await this.database.query<FoundRow>({
      name: 'find_names',
      text: `SELECT
               (SELECT json_build_object('isPublic', r.visibility = 'public', 'isOwner', coalesce(k.role = 'owner', false), 'isGuest', u.is_guest, 'isBot', u.is_bot)
                FROM room r JOIN chat_user u ON u.id = $2 LEFT JOIN room_member k ON k.room_id = r.id AND k.user_id = u.id
                WHERE r.id = $1 AND r.deleted_at IS NULL) AS place,
               coalesce((SELECT json_agg(json_build_object('key', u.handle_key, 'isMember', k.user_id IS NOT NULL, 'user', ${userJson('u')}))
                FROM chat_user u LEFT JOIN room_member k ON k.room_id = $1 AND k.user_id = u.id
                WHERE u.handle_key = ANY($3::text[])), '[]') AS users,
               coalesce((SELECT json_agg(json_build_object('key', r.slug, 'id', r.id))
                FROM room r LEFT JOIN room_member k ON k.room_id = r.id AND k.user_id = $2
                WHERE r.slug = ANY($4::text[]) AND room_is_open_to(r.visibility, r.deleted_at, k.user_id IS NOT NULL)), '[]') AS rooms`,
      values: [roomId, authorId, names.users, names.rooms],
    });
    if (!row?.place) return null;
    return {
      place: row.place,
      directory: {
        users: new Map(row.users.map(({ key, user }) => [key, user.id])),
        rooms: new Map(row.rooms.map(({ key, id }) => [key, id])),
      },
      bearers: new Map(row.users.map(({ user, isMember }) => [user.id, { user: jsonToUser(user), isMember }])),
    };
  }

  /** People who are members of a room but one, at most `most`, or those of them who are `among`; and how many there are in all. */
  async findMembers(
    roomId: string,
    exceptId: string,
    among: string[] | null,
    most: number,
  ): Promise<{ ids: string[]; count: number }> {
    const rows = await this.database.query<{ user_id: string; count: number }>({
      text: `SELECT k.user_id, count(*) OVER () AS count FROM room_member k JOIN chat_user u ON u.id = k.user_id AND NOT u.is_bot
             WHERE k.room_id = $1 AND k.user_id <> $2 AND ($3::uuid[] IS NULL OR k.user_id = ANY($3::uuid[]))
             ORDER BY k.joined_at, k.user_id LIMIT $4`,
      values: [roomId, exceptId, among, most],
    });
    return { ids: rows.map((row) => row.user_id), count: rows[0]?.count ?? 0 };
  }
}
