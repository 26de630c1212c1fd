import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** What people are called now. */
@Injectable()
export class NamesRepository {
  constructor(private readonly database: Database) {}

  async find(userIds: readonly string[]): Promise<Map<string, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; display_name: string }>({
      name: 'display_names',
      text: 'SELECT id, display_name FROM chat_user WHERE id = ANY($1::uuid[])',
      values: [userIds],
    });
    return new Map(rows.map((row) => [row.id, row.display_name]));
  }
}
