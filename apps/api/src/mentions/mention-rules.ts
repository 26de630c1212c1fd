import type { Entity, User } from '@tertulia/contract';

/** What the rules look at: the room, the author, and those who bear the names. */
export interface MentionPlace {
  isPublic: boolean;
  /** Of the room. */
  isOwner: boolean;
  /** Has no confirmed address. */
  isGuest: boolean;
  /** Is a program. */
  isBot: boolean;
}

/** Somebody who bears a name. */
export interface Bearer {
  user: User;
  isMember: boolean;
}

/** Who is named one by one, in the order of the text, the author left out. */
export interface NamedPeople {
  /** At most as many as one message tells. */
  notified: Bearer[];
  /** Who may not see the room. */
  unreachable: User[];
  /** How many more there are than one message tells. */
  omitted: Bearer[];
}

/** Only a room's owner with a confirmed address may name everybody. */
export function mayNameEveryone({ isOwner, isGuest }: MentionPlace): boolean {
  return isOwner && !isGuest;
}

/**
 * Each person once, however often they are named; nobody is told of a room that they may not see. A program tells members
 * alone, and nobody tells a program.
 */
export function sortNamed(
  entities: readonly Entity[],
  bearers: ReadonlyMap<string, Bearer>,
  { isPublic, isBot }: MentionPlace,
  authorId: string,
  most: number,
): NamedPeople {
  const ids = new Set(entities.flatMap(({ kind, userId }) => (kind === 'mention' && userId ? [userId] : [])));
  ids.delete(authorId);
  const named = [...ids].flatMap((id) => bearers.get(id) ?? []).filter(({ user }) => !user.isBot);
  const reachable = named.filter(({ isMember }) => (isPublic && !isBot) || isMember);
  return {
    notified: reachable.slice(0, most),
    unreachable: named.filter(({ isMember }) => !isPublic && !isMember).map(({ user }) => user),
    omitted: reachable.slice(most),
  };
}
