import { Injectable } from '@nestjs/common';
import { limits, type User } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { rowToUser, userColumns, type UserRow } from './user-row.js';

/** How many of the newest people are looked through for a part inside of a name; no index helps there. */
const MOST_LOOKED_THROUGH = 20_000;

/**
 * Finds people by a part of their handle or display name; case and accents do not matter. Programs are not found: their
 * names may say something of private rooms.
 */
@Injectable()
export class PeopleRepository {
  constructor(private readonly database: Database) {}

  /** Who begins with the text, handles first; then, if there is room, who has it elsewhere. */
  async find(text: string): Promise<User[]> {
    const found = await this.findBeginning(text);
    if (found.length >= limits.usersSuggested) return found;
    const known = new Set(found.map((user) => user.id));
    const others = (await this.findHolding(text)).filter((user) => !known.has(user.id));
    return [...found, ...others].slice(0, limits.usersSuggested);
  }

  /** Two walks along the indexes; the texts are compared by their code points, so a prefix is a range. */
  private async findBeginning(text: string): Promise<User[]> {
    // Scalar subqueries, not a join: their value is known before the walk, so that the index is entered at the right place.
    const wanted = '(SELECT text FROM wanted)';
    const beginning = (column: string, place: number) =>
      `(SELECT id, ${place} AS place, ${column} AS name FROM chat_user
        WHERE ${column} >= ${wanted} AND ${column} < ${wanted} || chr(1114111) AND ${wanted} <> '' AND NOT is_bot
        ORDER BY ${column} LIMIT ${limits.usersSuggested})`;
    const rows = await this.database.query<UserRow>({
      name: 'people_beginning',
      text: `WITH wanted AS (SELECT fold_name(btrim($1)) COLLATE "C" AS text), found AS (
               SELECT DISTINCT ON (id) id, place, name
               FROM (${beginning('handle_fold', 0)} UNION ALL ${beginning('display_name_fold', 1)}) AS walks
               ORDER BY id, place
             )
             SELECT ${userColumns('u')} FROM found f JOIN chat_user u ON u.id = f.id
             ORDER BY f.place, f.name, u.id LIMIT ${limits.usersSuggested}`,
      values: [text],
    });
    return rows.map(rowToUser);
  }

  private async findHolding(text: string): Promise<User[]> {
    const rows = await this.database.query<UserRow>({
      name: 'people_holding',
      text: `WITH wanted AS (SELECT fold_name(btrim($1)) AS text)
             SELECT ${userColumns('u')} FROM wanted, (
               SELECT * FROM chat_user WHERE NOT is_bot ORDER BY id DESC LIMIT ${MOST_LOOKED_THROUGH}
             ) AS u
             WHERE wanted.text <> '' AND (strpos(u.handle_fold, wanted.text) > 0 OR strpos(u.display_name_fold, wanted.text) > 0)
             ORDER BY u.handle_fold, u.id LIMIT ${2 * limits.usersSuggested}`,
      values: [text],
    });
    return rows.map(rowToUser);
  }
}
