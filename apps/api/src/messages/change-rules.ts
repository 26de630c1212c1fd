import { type Entity, limits } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import type { ChangeTarget, MessageChange, NewText } from './message-changes.repository.js';
import { prohibited } from './prohibited.js';

/**
 * Who is named as before is not told again; a mention of everybody that stays tells nobody who came later. The room's rule
 * for words judges the new text as it would a new message: one that waited and is fine now waits no longer.
 * @throws {DomainError} `forbidden` for anybody but the author and where the room refuses the text, `gone` for a deleted message.
 */
export function decideEdit(target: ChangeTarget, viewerId: string, edit: NewText): MessageChange {
  refuseDeleted(target);
  if (target.authorId !== viewerId) throw new DomainError('forbidden', 'Only the author may edit a message.');
  if (edit.text === target.text) return { kind: 'nothing' };
  const { text, entities, named, isFlagged } = edit;
  if (isFlagged && target.wordRule === 'block') throw prohibited();
  if (isFlagged && target.wordRule === 'hold' && target.viewerRole !== 'owner') return { kind: 'hold', text, entities };
  const isForEveryone = namesEveryone(entities);
  const tellings =
    isForEveryone && namesEveryone(target.entities) && !target.isHeld
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

/**
 * Whether a message that waits may be seen from now on; one that waits no longer stays as it is.
 * @param read the text, and the message's version if it is known, that the owner decides about; tags that came since are no
 * other text.
 * @throws {DomainError} `forbidden` for anybody but the owner of the room, `gone` for a deleted message, `conflict` when it
 * is no longer what was read.
 */
export function decideRelease(
  target: ChangeTarget,
  read: { text: string; version: number | undefined },
  { entities, tellings }: Pick<NewText, 'entities' | 'tellings'>,
): MessageChange {
  if (target.viewerRole !== 'owner') throw new DomainError('forbidden', 'Only the owner of the room may do this.');
  refuseDeleted(target);
  if (!target.isHeld) return { kind: 'nothing' };
  if (target.text !== read.text || (read.version !== undefined && target.textVersion > read.version))
    throw new DomainError('conflict', 'The message was changed meanwhile.');
  return { kind: 'release', entities, tellings };
}

/** @throws {DomainError} `gone` for a deleted message, `forbidden` for one that is held, `invalid_payload` for one emoji too many. */
export function decideReaction(
  target: ChangeTarget,
  viewerId: string,
  emoji: string,
  isRemoval: boolean,
): MessageChange {
  refuseDeleted(target);
  if (target.isHeld) throw new DomainError('forbidden', 'The message waits for the owner of the room.');
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
