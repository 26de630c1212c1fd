import { DomainError } from '../common/domain-error.js';

/** A place in the order of hits, newest first: by time, then by id. */
export interface Position {
  createdAt: string;
  id: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Milliseconds up to the year 9999. */
const MOMENT = /^\d{1,15}$/;
const LAST_MOMENT = Date.UTC(9_999, 11, 31);

/** Before all messages. */
export const NEWEST: Position = {
  createdAt: new Date(LAST_MOMENT).toISOString(),
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

export function positionBefore(milliseconds: number): Position {
  return {
    createdAt: new Date(Math.min(milliseconds, LAST_MOMENT)).toISOString(),
    id: '00000000-0000-0000-0000-000000000000',
  };
}

/** Whether `left` comes first, being newer. Both ids are in lower case, where text and uuid have one order. */
export function isNewer(left: Position, right: Position): boolean {
  return left.createdAt === right.createdAt ? left.id > right.id : left.createdAt > right.createdAt;
}

export function encodePosition({ createdAt, id }: Position): string {
  return Buffer.from(`${Date.parse(createdAt)}.${id}`).toString('base64url');
}

/** @throws {DomainError} `invalid_payload` for what `encodePosition` did not make. */
export function decodePosition(cursor: string): Position {
  const [moment = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (MOMENT.test(moment) && Number(moment) <= LAST_MOMENT && UUID.test(id)) {
    return { createdAt: new Date(Number(moment)).toISOString(), id };
  }
  throw new DomainError('invalid_payload', 'The cursor is not valid.', {
    issues: [{ path: 'cursor', message: 'must be the nextCursor of a page' }],
  });
}
