import { randomBytes } from 'node:crypto';

/** Stands in no instance's name, and needs no escaping in an address. */
const MARK = '~';

/**
 * A new id of an Engine.IO session, which says where it is: a proxy can lead the many requests of long polling to their
 * node by the id alone, without a cookie and without remembering anything. What follows the name cannot be guessed.
 */
export function newSessionId(instanceId: string): string {
  return `${instanceId.replace(/[^\w.-]/g, '-')}${MARK}${randomBytes(15).toString('base64url')}`;
}
