import { limits } from './limits.js';
import { foldHandle, type MentionName, type MentionToken } from './mention-tokens.js';
import type { Entity } from './message.js';

export { findMentionTokens, foldHandle, type MentionName, type MentionToken } from './mention-tokens.js';

/** The reserved handles that name everybody of a room, or everybody who is there now. */
const everyone = new Map<string, 'all' | 'here'>([
  ['all', 'all'],
  ['todos', 'all'],
  ['here', 'here'],
  ['aqui', 'here'],
  ['aquí', 'here'],
]);

/** Who and what can be named: ids by folded handle and by folded slug. */
export interface MentionDirectory {
  users: ReadonlyMap<string, string>;
  rooms: ReadonlyMap<string, string>;
}

/**
 * The folded names to look up for a text, each once. What the words name as a whole comes before what they name in part, so
 * that the bound (`limits.mentionNames`, both lists together) is not used up by guesses.
 */
export function namesToLookUp(tokens: readonly MentionToken[]): { users: string[]; rooms: string[] } {
  const users = new Set<string>();
  const rooms = new Set<string>();
  const add = (names: Set<string>, { key }: MentionName) => {
    if (users.size + rooms.size < limits.mentionNames) names.add(key);
  };
  const addAll = (sign: MentionToken['sign'], names: readonly MentionName[]) => {
    for (const name of names) {
      if (sign === '#') add(rooms, name);
      if (sign === '#' || !everyone.has(name.key)) add(users, name);
    }
  };
  for (const { sign, names } of tokens) addAll(sign, names.slice(0, 1));
  for (const { sign, names } of tokens) addAll(sign, names.slice(1));
  return { users: [...users], rooms: [...rooms] };
}

/**
 * Decides from left to right what each token stands for. Spans count code points and include the sign; at most
 * `limits.entitiesPerMessage` are made, what follows stays text.
 */
export function resolveMentions(text: string, tokens: readonly MentionToken[], directory: MentionDirectory): Entity[] {
  const entities: Entity[] = [];
  let start = 0;
  let counted = 0;
  /** Where the last mention ended, in UTF-16 units. */
  let lastEnd = -1;
  for (const token of tokens) {
    if (entities.length >= limits.entitiesPerMessage) break;
    if (token.followsSlash && lastEnd !== token.index - 1) continue;
    const found = findBearer(token, directory);
    if (!found) continue;
    const { end, ...bearer } = found;
    start += pointsIn(text.slice(counted, token.index));
    counted = token.index;
    lastEnd = end;
    entities.push({ ...bearer, start, length: pointsIn(text.slice(token.index, end)) });
  }
  return entities;
}

type Bearer = Pick<Entity, 'kind' | 'userId' | 'roomId'> & { end: number };

function findBearer({ sign, names, isGlued }: MentionToken, { users, rooms }: MentionDirectory): Bearer | undefined {
  for (const { key, end } of names) {
    const roomId = sign === '#' ? rooms.get(key) : undefined;
    if (roomId !== undefined) return { kind: 'room', roomId, end };
    if (sign === '@' && everyone.has(key)) {
      // Rule 4 is for handles: `ops@all` looks like an address.
      if (isGlued) continue;
      return { kind: 'everyone', end };
    }
    const userId = users.get(key);
    if (userId !== undefined) return { kind: 'mention', userId, end };
  }
  return undefined;
}

/** Whether a mention of everybody means all people of the room or those who are there now. */
export function everyoneKindOf(text: string, entity: Entity): 'all' | 'here' {
  const name = Array.from(text)
    .slice(entity.start + 1, entity.start + entity.length)
    .join('');
  return everyone.get(foldHandle(name)) ?? 'all';
}

function pointsIn(text: string): number {
  return Array.from(text).length;
}
