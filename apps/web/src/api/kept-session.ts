import { type OwnUser, type Session, sessionSchema } from '@tertulia/contract';
import { readStoredJson, writeStored } from '../ui/storage.js';

/**
 * The bearer token lives in localStorage: a visit has to survive a reload and be shared by all tabs, and the same build
 * runs on another origin than its API, where a cookie would be a third-party one. What protects it is that no foreign
 * script can run here (the page's policy allows only its own files, and text is never made into HTML), and that the
 * server can end a token at once.
 */
const KEY = 'tertulia.session';

/** The visit kept in this browser, unless it is over. */
export function readKeptSession(now: number): Session | undefined {
  const kept = sessionSchema.safeParse(readStoredJson(KEY));
  if (!kept.success || Date.parse(kept.data.expiresAt) <= now) return undefined;
  return kept.data;
}

/** Keeps what became of the person; not of a visit that has ended meanwhile, perhaps in another tab. */
export function keepUser(token: string, user: OwnUser): void {
  const kept = readKeptSession(Date.now());
  if (kept?.token === token) keepSession({ ...kept, user });
}

/** Keeps a visit, or forgets it. */
export function keepSession(session: Session | undefined): void {
  writeStored(KEY, session ? JSON.stringify(session) : null);
}
