import type { User } from '@tertulia/contract';

/** A row of `userColumns`. */
export interface UserRow {
  id: string;
  handle: string;
  display_name: string;
  is_guest: boolean;
  is_bot: boolean;
  mark: string | null;
}

/** Columns of a person as everybody sees them, of `chat_user` under an alias. */
export const userColumns = (alias: string) =>
  `${alias}.id, ${alias}.handle, ${alias}.display_name, ${alias}.is_guest, ${alias}.is_bot, ${alias}.mark`;

/** A person as everybody sees them. */
export function rowToUser(row: UserRow): User {
  return {
    id: row.id,
    handle: row.handle,
    displayName: row.display_name,
    isGuest: row.is_guest,
    isBot: row.is_bot,
    ...(row.mark !== null && { mark: row.mark }),
  };
}
