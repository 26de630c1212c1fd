import { DomainError } from '../common/domain-error.js';
import { handleKey } from './random-name.js';
import { isOneScript } from './scripts.js';
import { displaySkeletonOf, skeletonOf } from './skeleton.js';

/** Handles that mean a group or nobody. */
const groups = new Set(
  ['all', 'here', 'everyone', 'todos', 'todas', 'aqui', 'aquí', 'null', 'undefined', 'me'].map(handleKey),
);

/** What would be taken for the product or its keepers; nothing that looks like it is a name of anybody either. */
const official = new Set(
  ['admin', 'administrator', 'administrador', 'administradora', 'moderator', 'moderador', 'moderadora']
    .concat(['support', 'soporte', 'suporte', 'system', 'sistema', 'tertulia'])
    .map(skeletonOf),
);

export function isReservedHandle(handle: string): boolean {
  return groups.has(handleKey(handle)) || official.has(skeletonOf(handle));
}

/**
 * The rules of a handle that need no look at the others.
 * @throws {DomainError} `invalid_payload` for a mixture of scripts or invisible characters, `conflict` for a reserved word.
 */
export function checkHandle(handle: string): void {
  if (!isOneScript(handle) || /\p{Default_Ignorable_Code_Point}/u.test(handle)) {
    throw new DomainError('invalid_payload', 'The request is not valid.', {
      issues: [{ path: 'handle', message: 'visible characters of one script' }],
    });
  }
  if (isReservedHandle(handle)) throw handleTaken();
}

/** @throws {DomainError} `conflict` for a display name that looks like a word of the product itself. */
export function checkDisplayName(name: string): void {
  if (official.has(displaySkeletonOf(name))) throw displayNameTaken();
}

export function handleTaken(): DomainError {
  return new DomainError('conflict', 'This handle is taken.', { issues: [{ path: 'handle', message: 'taken' }] });
}

export function displayNameTaken(): DomainError {
  return new DomainError('conflict', 'This name looks like the handle of somebody else.', {
    issues: [{ path: 'displayName', message: 'taken' }],
  });
}
