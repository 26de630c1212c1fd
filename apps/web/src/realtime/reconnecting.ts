/** The first windows in which those who lost the same node at the same moment come back; at most the longest one after it. */
const SPREAD_MS = 2_000;
const BASE_MS = 1_000;
const LONGEST_MS = 30_000;
/** Somebody waits for it: the network or the window just came back. Many may wake at once, as with the end of a meeting. */
const WAKING_MS = 300;
/** The server wants this socket gone and says nothing more. */
const SENT_AWAY_MS = 500;
const SENT_AWAY_SPREAD_MS = 4_500;
/** Longest wait that a server may ask for. */
const MOST_ASKED_MS = 60_000;
/** A connection that did not last as long as this does not end a row of failures. */
const STABLE_MS = 10_000;
/** Of the attempts in a row of a browser whose WebSocket once worked, each so-many-th tries long polling too. */
const POLLING_TURN = 4;

/** How the next attempt came to be needed. */
export type Cause =
  | { kind: 'lost' }
  /** The network or the window came back. */
  | { kind: 'waking' }
  | { kind: 'sent-away' }
  /** The server takes nobody in now, and says when it may. */
  | { kind: 'refused'; retryAfterMs: number };

/**
 * How long to wait for the next attempt: full jitter over a window that doubles with each failure (AWS Architecture Blog,
 * "Exponential Backoff And Jitter"). Also the first attempt is spread, since a node that dies leaves all its clients at once.
 * @param failures attempts in a row that led to nothing.
 */
export function attemptDelay(cause: Cause, failures: number, random: () => number): number {
  if (cause.kind === 'waking') return random() * WAKING_MS;
  if (cause.kind === 'sent-away') return SENT_AWAY_MS + random() * SENT_AWAY_SPREAD_MS;
  const window = Math.max(SPREAD_MS, Math.min(BASE_MS * 2 ** failures, LONGEST_MS));
  const asked = cause.kind === 'refused' ? Math.min(cause.retryAfterMs, MOST_ASKED_MS) : 0;
  return asked + random() * window;
}

/** Whether a connection that ended after so long was one, or only another failure. */
export function wasStable(lastedMs: number): boolean {
  return lastedMs >= STABLE_MS;
}

/**
 * The transports to try. Each one that a server refuses is a handshake: where a WebSocket has worked, long polling is
 * tried along now and then only, for a network that has changed.
 */
export function transportsFor(hasWorked: boolean, failures: number): ('websocket' | 'polling')[] {
  const isAlone = hasWorked && failures % POLLING_TURN !== POLLING_TURN - 1;
  return isAlone ? ['websocket'] : ['websocket', 'polling'];
}

/** What a refused handshake says of the time to come back, where the browser lets it be read: seconds of `Retry-After`. */
export function readRetryAfter(error: unknown): number | undefined {
  const context = typeof error === 'object' && error !== null && 'context' in error ? error.context : undefined;
  if (typeof context !== 'object' || context === null || !('getResponseHeader' in context)) return undefined;
  if (!('status' in context) || (context.status !== 503 && context.status !== 429)) return undefined;
  if (typeof context.getResponseHeader !== 'function') return undefined;
  const value: unknown = context.getResponseHeader('Retry-After');
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : undefined;
}
