import { randomInt } from 'node:crypto';
import { limits } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { uuidv7 } from '../common/uuid.js';
import { checkDisplayName } from './name-rules.js';
import { handleKey } from './random-name.js';
import { displaySkeletonOf, skeletonOf } from './skeleton.js';

const MOST_HANDLE_ATTEMPTS = 5;
/** `-bot-4821` */
const TAIL = 9;

/**
 * Makes somebody who is a program: with a name and a handle of its own, without a session or an address, so that it can
 * neither sign in nor be mailed. Within the transaction that needs it.
 * @throws {DomainError} `conflict` for a name that looks like the product's or like somebody's handle.
 */
export async function insertBot(manager: EntityManager, displayName: string): Promise<string> {
  checkDisplayName(displayName);
  const looksLike = displaySkeletonOf(displayName);
  const others = await manager.query<object[]>('SELECT 1 FROM chat_user WHERE handle_skeleton = $1', [looksLike]);
  if (others.length > 0) throw nameTaken();
  for (let attempt = 1; attempt <= MOST_HANDLE_ATTEMPTS; attempt += 1) {
    const handle = botHandle(displayName);
    const rows = await manager.query<{ id: string }[]>(
      `INSERT INTO chat_user (id, handle, handle_key, handle_skeleton, display_name, is_guest, is_bot)
       VALUES ($1, $2, $3, $4, $5, false, true) ON CONFLICT DO NOTHING RETURNING id`,
      [uuidv7(), handle, handleKey(handle), skeletonOf(handle), displayName],
    );
    if (rows[0]) return rows[0].id;
  }
  throw nameTaken();
}

/** What is plain of the name, that it is a bot, and a number, such as `deploys-bot-4821`. */
export function botHandle(displayName: string): string {
  const plain = displayName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, limits.handleLength - TAIL)
    .replace(/^-+|-+$/g, '');
  return `${plain || 'hook'}-bot-${randomInt(1_000, 10_000)}`;
}

function nameTaken(): DomainError {
  return new DomainError('conflict', 'This name looks like the handle of somebody else.', {
    issues: [{ path: 'name', message: 'taken' }],
  });
}
