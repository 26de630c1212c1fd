import { createHash } from 'node:crypto';

/**
 * What two addresses must not share to be two. Hosts may tell `Ana@` from `ana@` (RFC 5321, 2.4), but none does; dots and
 * `+tags` are a matter of the host and stay.
 */
export function foldAddress(address: string): string {
  return address.trim().toLowerCase();
}

/** How an address that is not to be kept is recognised: in `suppressed_address` and in the names of limits. */
export function hashAddress(address: string): Buffer {
  return createHash('sha256').update(foldAddress(address)).digest();
}
