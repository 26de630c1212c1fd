import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What is kept of a code: it is short, so it is hashed together with the row that it opens, and the few tries of that row are
 * what protects it.
 */
export function hashCode(rowId: string, code: string): Buffer {
  return createHmac('sha256', rowId).update(code).digest();
}

/** A code that may still be used; no hash until its mail is written, and never one for an address of nobody. */
export interface OpenCode {
  id: string;
  code_hash: Buffer | null;
}

const NO_HASH = Buffer.alloc(32);

/** Which of the open codes was typed. All are compared, each in constant time, so that the time says nothing. */
export function findCode(open: readonly OpenCode[], code: string): OpenCode | undefined {
  let found: OpenCode | undefined;
  for (const one of open) {
    const isSame = timingSafeEqual(hashCode(one.id, code), one.code_hash?.length === 32 ? one.code_hash : NO_HASH);
    if (isSame && one.code_hash !== null) found = one;
  }
  return found;
}
