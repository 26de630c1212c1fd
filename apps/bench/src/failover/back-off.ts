/** The figures of the web app (apps/web/src/realtime): what is measured here is a crowd of its users. */
const SPREAD_MS = 2_000;
const BASE_MS = 1_000;
const LONGEST_MS = 30_000;
const SENT_AWAY_MS = 500;
const SENT_AWAY_SPREAD_MS = 4_500;
const MOST_ASKED_MS = 60_000;

/** How the next attempt came to be needed. A refused upgrade is `lost`: a browser does not see why it failed. */
export type Cause = { kind: 'lost' } | { kind: 'sent-away' } | { kind: 'refused'; retryAfterMs: number };

/**
 * How long to wait for the next attempt: anywhere in a window that doubles with each failure. Also the first attempt is
 * spread, since a node that dies leaves all its clients at once.
 * @param failures attempts in a row that led to nothing.
 */
export function attemptDelay(cause: Cause, failures: number, random: () => number = Math.random): number {
  if (cause.kind === 'sent-away') return SENT_AWAY_MS + random() * SENT_AWAY_SPREAD_MS;
  const window = Math.max(SPREAD_MS, Math.min(BASE_MS * 2 ** failures, LONGEST_MS));
  const asked = cause.kind === 'refused' ? Math.min(cause.retryAfterMs, MOST_ASKED_MS) : 0;
  return asked + random() * window;
}
