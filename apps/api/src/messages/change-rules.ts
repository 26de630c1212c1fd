import { type Entity, limits } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import type { ChangeTarget, MessageChange, NewText } from './message-changes.repository.js';

/**
 * Who is named as before is not told again; a mention of everybody that stays tells nobody who came later.
 * @throws {DomainError} `forbidden` for anybody but the author, `gone` for a deleted message.
 */
export function decideEdit(target: ChangeTarget, viewerId: string, edit: NewText): MessageChange {
  refuseDeleted(target);
  if (target.authorId !== viewerId) throw new DomainError('forbidden', 'Only the author may edit a message.');
  if (edit.text === target.text) return { kind: 'nothing' };
  const { text, entities, named } = edit;
  const isForEveryone = namesEveryone(entities);
  const tellings =
    isForEveryone && namesEveryone(target.entities)
      ? edit.tellings.filter(({ userId }) => named.includes(userId))
      : edit.tellings;
  return { kind: 'edit', text, entities, tellings, named: isForEveryone ? null : named };
}

/** @throws {DomainError} `forbidden` for anybody but the author and the owner of the room. */
export function decideDelete(target: ChangeTarget, viewerId: string): MessageChange {
  if (target.authorId !== viewerId && target.viewerRole !== 'owner') {
    throw new DomainError('forbidden', 'Only the author or the owner of the room may delete a message.');
  }
  return target.isDeleted ? { kind: 'nothing' } : { kind: 'delete' };
}

/** @throws {DomainError} `gone` for a deleted message, `invalid_payload` for one emoji too many. */
export function decideReaction(
  target: ChangeTarget,
  viewerId: string,
  emoji: string,
  isRemoval: boolean,
): MessageChange {
  refuseDeleted(target);
  if (isRemoval) return target.hasReacted ? { kind: 'unreact', emoji, userId: viewerId } : { kind: 'nothing' };
  if (target.hasReacted) return { kind: 'nothing' };
  if (!target.emoji.includes(emoji) && target.emoji.length >= limits.reactionsPerMessage) {
    throw new DomainError('invalid_payload', 'The message has too many different reactions.', {
      issues: [{ path: 'emoji', message: `at most ${limits.reactionsPerMessage} different ones` }],
    });
  }
  return { kind: 'react', emoji, userId: viewerId };
}

function namesEveryone(entities: readonly Entity[]): boolean {
  return entities.some(({ kind }) => kind === 'everyone');
}

function refuseDeleted(target: ChangeTarget): void {
  if (target.isDeleted) throw new DomainError('gone', 'The message was deleted.');
}
