import type { User } from '@tertulia/contract';

/** Who is asking, as the session says; never taken from a payload. */
export interface Identity {
  sessionId: string;
  /** When the session ends, in milliseconds since 1970. */
  expiresAt: number;
  user: User;
}
