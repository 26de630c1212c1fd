import { createHmac } from 'node:crypto';

/**
 * What is kept of a code: it is short, so it is hashed together with the row that it opens, and the few tries of that row are
 * what protects it.
 */
export function hashCode(rowId: string, code: string): Buffer {
  return createHmac('sha256', rowId).update(code).digest();
}
