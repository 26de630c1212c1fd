import type { Member, User } from '@tertulia/contract';

/** The people of a room, those who are here before those who are away. */
export interface MemberGroups {
  here: readonly User[];
  away: readonly User[];
}

interface Present {
  online: readonly User[];
  onlineCount: number;
}

/**
 * Joins the list of members with who is seen in the room now. Presence is newer than the list, and is believed; but it names
 * a limited number of people, and beyond that the list is.
 */
export function arrangeMembers(members: readonly Member[], { online, onlineCount }: Present, me: User): MemberGroups {
  const isComplete = onlineCount <= online.length;
  const hereIds = new Set([me.id, ...online.map(({ id }) => id)]);
  if (!isComplete) for (const { user, online: wasOnline } of members) if (wasOnline) hereIds.add(user.id);
  const people = new Map([...members.map(({ user }) => user), ...online, me].map((user) => [user.id, user]));
  const sorted = [...people.values()].sort(
    (a, b) => Number(b.id === me.id) - Number(a.id === me.id) || a.displayName.localeCompare(b.displayName),
  );
  return { here: sorted.filter(({ id }) => hereIds.has(id)), away: sorted.filter(({ id }) => !hereIds.has(id)) };
}
