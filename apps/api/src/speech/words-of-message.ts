import { type Entity, SPOKEN_CHARACTERS } from '@tertulia/contract';
import { DomainError, notFound } from '../common/domain-error.js';
import type { StoredMessage } from '../messages/stored-message.js';

/** What the rules need to know of a message. */
type Message = Pick<StoredMessage, 'text' | 'entities' | 'author' | 'deletedAt' | 'heldAt'>;

/**
 * Whether somebody who may read a room may hear one of its messages.
 * @throws {DomainError} `not_found` for what is deleted or held, `conflict` for what has no words, and for an own message
 * that waits: nobody else may come across it.
 */
export function judgeMessage(message: Message, viewerId: string): void {
  if (message.deletedAt !== null) throw notFound('The message');
  if (message.heldAt !== undefined) {
    if (message.author.id !== viewerId) throw notFound('The message');
    throw new DomainError('conflict', "The message waits for the room's owner.");
  }
  if (!/[\p{L}\p{N}]/u.test(message.text))
    throw new DomainError('conflict', 'There is nothing to read aloud in this message.');
}

/** The people whom a message names. */
export function namedIn({ entities }: Pick<Message, 'entities'>): string[] {
  return [...new Set(entities.flatMap(({ kind, userId }) => (kind === 'mention' && userId ? [userId] : [])))];
}

/** Who says it and what: people by their names, not by their handles, and no more than may be spoken. */
export function wordsOf({ text, entities, author }: Message, names: ReadonlyMap<string, string>): string {
  return cut(`${author.displayName}: ${withNames(text, entities, names)}`, SPOKEN_CHARACTERS);
}

/** Entities count code points. */
function withNames(text: string, entities: readonly Entity[], names: ReadonlyMap<string, string>): string {
  if (names.size === 0) return text;
  const points = Array.from(text);
  const parts: string[] = [];
  let end = 0;
  for (const { start, length, userId } of entities) {
    const name = userId === undefined ? undefined : names.get(userId);
    if (name === undefined || start < end) continue;
    parts.push(...points.slice(end, start), name);
    end = start + length;
  }
  return [...parts, ...points.slice(end)].join('');
}

/** After the last sentence that fits, else after the last word, and never inside of a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most);
  const fitting = /^[^]*[.!?…\n](?=\s)/u.exec(head)?.[0] ?? /^[^]*\S(?=\s)/u.exec(head)?.[0] ?? head;
  return fitting.isWellFormed() ? fitting : fitting.slice(0, -1);
}
