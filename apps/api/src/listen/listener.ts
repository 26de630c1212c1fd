import { type Env } from '../config/env.schema.js';
import { DomainError, unavailable } from '../common/domain-error.js';
import type { Identity } from '../identity/identity.js';

/** A visitor's stream ends after this time; a client that opens it again passes the gate again. */
const VISIT_MS = 15 * 60_000;
const MOST_STREAMS = 10_000;
const MOST_STREAMS_PER_USER = 10;

/** Who an event stream is for: a person, or somebody at an address who has not entered. */
export interface Listener {
  identity?: Identity;
  address?: string;
  /** In milliseconds since 1970. */
  expiresAt: number;
}

export function personListener(identity: Identity): Listener {
  return { identity, expiresAt: identity.expiresAt };
}

export function visitorListener(address: string): Listener {
  return { address, expiresAt: Date.now() + VISIT_MS };
}

/**
 * Whether one more stream may be opened beside those that are.
 * @throws {DomainError} `rate_limited` for too many of one person or address, `unavailable` for too many visitors.
 */
export function admitListener(listener: Listener, open: readonly Listener[], env: Env): void {
  const { identity, address } = listener;
  if (identity) {
    const own = open.filter((other) => other.identity?.user.id === identity.user.id);
    if (own.length >= MOST_STREAMS_PER_USER || open.length >= MOST_STREAMS) throw tooManyStreams();
    return;
  }
  const visitors = open.filter((other) => !other.identity);
  if (visitors.filter((other) => other.address === address).length >= env.LIMIT_VISITOR_STREAMS_PER_ADDRESS)
    throw tooManyStreams();
  if (visitors.length >= env.LIMIT_VISITOR_STREAMS)
    throw unavailable(new Error('There are too many visitors.'), 10_000);
}

function tooManyStreams(): DomainError {
  return new DomainError('rate_limited', 'Too many open streams.', { retryAfterMs: 10_000 });
}
