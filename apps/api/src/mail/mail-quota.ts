import type { Env } from '../config/env.schema.js';

/** From this part of the day's budget on everybody gets a daily digest. */
const TIGHT_PART = 0.8;
/** What codes and confirmations may take of the day. */
const ASKED_PART = 0.25;
/** Part of a lease that may be gone before the provider is called. */
const FRESH_PART = 0.25;

/** How much may be sent, and how long a claim holds. */
export interface QuotaSettings {
  perDay: number;
  perSecond: number;
  burst: number;
  leaseMs: number;
}

/** What the provider said; null where it says nothing. */
export interface ReportedQuota {
  perDay: number;
  perSecond: number;
  sentLastDay: number;
  isSandbox: boolean;
  reportedAt: Date;
}

/** What follows for the claims. */
export interface QuotaRules {
  perDay: number;
  perDayAskedFor: number;
  /** E-mails in a day from which on everybody gets a digest. */
  tightFrom: number;
  /** Claims whose request may still be on its way, of all workers together. */
  inFlight: number;
  bucket: { capacity: number; refillPerSecond: number };
}

/** The settings of this process; a lease always outlasts the request that it is for. */
export function quotaSettings(
  env: Pick<Env, 'MAIL_PER_DAY' | 'MAIL_PER_SECOND' | 'MAIL_BURST' | 'MAIL_LEASE_MS' | 'MAIL_TIMEOUT_MS'>,
): QuotaSettings {
  return {
    perDay: Math.floor(env.MAIL_PER_DAY),
    perSecond: env.MAIL_PER_SECOND,
    burst: env.MAIL_BURST,
    leaseMs: Math.max(env.MAIL_LEASE_MS, Math.ceil(env.MAIL_TIMEOUT_MS * 1.5), 100),
  };
}

/**
 * The lower of what is set and what the provider allows (negative: no limit). Requests in flight are taken off the bucket:
 * they may be accepted late, next to those that the bucket lets through meanwhile.
 */
export function quotaRules(settings: QuotaSettings, reported: ReportedQuota | null): QuotaRules {
  const lower = (own: number, theirs: number | undefined): number =>
    theirs === undefined || theirs < 0 ? own : Math.min(own, theirs);
  const perDay = Math.floor(lower(settings.perDay, reported?.perDay));
  const perSecond = lower(settings.perSecond, reported?.perSecond);
  const inFlight = Math.max(1, Math.min(settings.burst - 1, Math.ceil(perSecond)));
  return {
    perDay: perSecond > 0 ? perDay : 0,
    perDayAskedFor: Math.max(1, Math.floor(perDay * ASKED_PART)),
    tightFrom: Math.max(1, Math.ceil(perDay * TIGHT_PART)),
    inFlight,
    bucket: { capacity: Math.max(1, settings.burst - inFlight), refillPerSecond: Math.max(perSecond, 0.001) },
  };
}

/** Whether a claim is young enough for its request to end within the lease, by a clock that only runs forward. */
export function isFresh(claimedAgoMs: number, leaseMs: number): boolean {
  return claimedAgoMs <= leaseMs * FRESH_PART;
}

/**
 * How long a mail that was refused waits: a minute or what the provider said, and twice as long each time, up to an hour, less
 * a random part.
 */
export function retryDelayMs(attempt: number, saidMs: number | undefined, random: number): number {
  const delayMs = (saidMs ?? 60_000) * 2 ** Math.min(attempt - 1, 10);
  return Math.max(Math.min(delayMs, 3_600_000), saidMs ?? 0) * (1 + random * 0.3);
}
