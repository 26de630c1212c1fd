import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod';
import { KEY_VALUE_STORE, type KeyValueStore } from './key-value-store.js';

/** Five minutes since the last use: an active session never leaves, an idle one does not stay. */
const LIFE_MS = 300_000;

const flag = z.enum(['0', '1']).transform((value) => value === '1');

const cachedSessionSchema = z.object({
  sessionId: z.string(),
  expiresAt: z.coerce.number(),
  userId: z.string(),
  handle: z.string(),
  displayName: z.string(),
  isGuest: flag,
  isBot: flag,
  /** Empty for no mark; a field that is written always cannot be left over from an earlier session. */
  mark: z
    .string()
    .transform((value) => value || undefined)
    .optional(),
});

export type CachedSession = z.output<typeof cachedSessionSchema>;

const key = (tokenHash: string) => `session:${tokenHash}`;

/** Session look-ups by the hash of the token: a hash with a sliding expiry. */
@Injectable()
export class SessionCache {
  readonly looks = { hit: 0, miss: 0 };

  constructor(@Inject(KEY_VALUE_STORE) private readonly store: KeyValueStore) {}

  async read(tokenHash: string): Promise<CachedSession | null> {
    const fields = await this.store.getHash(key(tokenHash), LIFE_MS);
    const parsed = cachedSessionSchema.safeParse(fields);
    this.looks[parsed.success ? 'hit' : 'miss'] += 1;
    return parsed.success ? parsed.data : null;
  }

  write(tokenHash: string, session: CachedSession): Promise<void> {
    const { isGuest, isBot, expiresAt, mark, ...texts } = session;
    const fields = {
      ...texts,
      expiresAt: String(expiresAt),
      isGuest: isGuest ? '1' : '0',
      isBot: isBot ? '1' : '0',
      mark: mark ?? '',
    };
    return this.store.setHash(key(tokenHash), fields, LIFE_MS);
  }

  remove(tokenHashes: string[]): Promise<void> {
    return this.store.remove(tokenHashes.map(key));
  }
}
