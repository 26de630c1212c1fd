import { createHash, randomBytes } from 'node:crypto';

/** An opaque token of 256 random bits (OWASP ASVS 5.0, 7.2.3). Only its hash is ever stored. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The one shape our tokens have; anything else is refused without a look-up. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{43}$/.test(value);
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
