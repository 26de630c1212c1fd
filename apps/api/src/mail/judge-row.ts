import type { MailPerson, Reason, WaitingRow } from './mail-person.js';

const HOUR = 3_600_000;

/** After this long a mention is not mailed any more; it stays in the list. */
export const EXPIRY_MS = 48 * HOUR;

/** Why a mention must not be mailed at this moment, whatever was decided before; null: it may. */
export function findObstacle(row: WaitingRow, person: MailPerson, now: Date): Reason | null {
  if (row.isWithdrawn) return 'withdrawn';
  if (row.isDeleted) return 'deleted';
  if (row.isRead) return 'read_in_time';
  if (!row.isMember) return 'left_room';
  if (row.isRoomMuted) return 'muted_room';
  if (person.address === null) return 'no_address';
  if (person.isSuppressed) return 'suppressed_address';
  if (person.isUnsubscribed || !row.isRoomMailed) return 'unsubscribed';
  if (person.preference === 'never') return 'never';
  return now.getTime() - row.createdAt.getTime() >= EXPIRY_MS ? 'expired' : null;
}
