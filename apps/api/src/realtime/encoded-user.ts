import type { User } from '@tertulia/contract';

const encodedUsers = new WeakMap<User, string>();

/** JSON of a person, encoded once however often a room is entered. */
export function encodeUser(user: User): string {
  const known = encodedUsers.get(user);
  if (known) return known;
  const json = JSON.stringify(user);
  encodedUsers.set(user, json);
  return json;
}
