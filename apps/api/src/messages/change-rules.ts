import { limits } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import type { ChangeTarget, MessageChange } from './message-changes.repository.js';

/** @throws {DomainError} `forbidden` for anybody but the author, `gone` for a deleted message. */
export function decideEdit(target: ChangeTarget, viewerId: string, text: string): MessageChange {
  refuseDeleted(target);
  if (target.authorId !== viewerId) throw new DomainError('forbidden', 'Only the author may edit a message.');
  return text === target.text ? { kind: 'nothing' } : { kind: 'edit', text };
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

function refuseDeleted(target: ChangeTarget): void {
  if (target.isDeleted) throw new DomainError('gone', 'The message was deleted.');
}
