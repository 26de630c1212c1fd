/** Where somebody's bytes wait to be looked at. */
export const PENDING_PREFIX = 'pending/';

const NAME = /^(pending|media|speech)\/[a-z0-9][a-z0-9-]{0,79}(\.[a-z0-9]{1,5})?$/;

/** The name under which the bytes of an upload wait. */
export function pendingName(uploadId: string): string {
  return PENDING_PREFIX + uploadId;
}

/** The upload whose bytes wait under a name; null for any other name. */
export function uploadOfName(name: string): string | null {
  return isObjectName(name) && name.startsWith(PENDING_PREFIX) ? name.slice(PENDING_PREFIX.length) : null;
}

/** Whether a text is a name that the product gives: three folders, one level, nothing that leads out of them. */
export function isObjectName(name: string): boolean {
  return NAME.test(name);
}

/** @throws {TypeError} for any other name: a mistake of ours, as names never come from outside unchecked. */
export function checkName(name: string): string {
  if (!isObjectName(name)) throw new TypeError('This is not the name of an object.');
  return name;
}
