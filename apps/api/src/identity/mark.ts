import { scrypt } from 'node:crypto';

/** Base 32 of Crockford: no letters that are taken for digits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;
/** OWASP's password storage cheat sheet for scrypt with three rounds: 32 MiB and about a tenth of a second each. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };

/**
 * The mark of a passphrase: always the same for the same secret, and no way back. The secret is what keeps others from
 * trying passphrases against a mark that they see.
 */
export async function makeMark(passphrase: string, secret: Buffer): Promise<string> {
  // The same letters can be typed composed or not, depending on the keyboard (RFC 8265, section 4.2).
  const bytes = await derive(passphrase.normalize('NFC'), secret);
  return Array.from({ length: LENGTH }, (_item, index) => ALPHABET[(bytes[index] ?? 0) % ALPHABET.length]).join('');
}

function derive(passphrase: string, secret: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, secret, LENGTH, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
