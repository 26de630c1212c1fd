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

/** A person as `userJson` gives them. */
export interface UserJson extends Omit<User, 'mark'> {
  mark: string | null;
}

/** SQL of the JSON of a row of `chat_user`. */
export const userJson = (alias: string) =>
  `json_build_object('id', ${alias}.id, 'handle', ${alias}.handle, 'displayName', ${alias}.display_name, 'isGuest', ${alias}.is_guest, 'isBot', ${alias}.is_bot, 'mark', ${alias}.mark)`;

/** Most people wear no mark, and then it is not told. */
export function jsonToUser({ mark, ...user }: UserJson): User {
  return mark === null ? user : { ...user, mark };
}
