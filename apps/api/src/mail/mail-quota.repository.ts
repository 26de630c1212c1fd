import type { EntityManager } from 'typeorm';
import { nextArrival } from '../cache/token-bucket.js';
import { type QuotaRules, quotaRules, type QuotaSettings, type ReportedQuota } from './mail-quota.js';
import type { Budget } from './plan-mail.js';

const DAY_MS = 86_400_000;
/** When the provider counts more than we do, its window is not known: look again then. */
const FOREIGN_WAIT_MS = 10 * 60_000;

interface QuotaRow {
  full_at: Date | number;
  reported_at: Date | null;
  per_day: number | null;
  per_second: number | null;
  sent_last_day: number | null;
  is_sandbox: boolean | null;
  now: Date;
  real_now: Date;
}

/** What the quota says at one moment, while its row is locked. */
export interface OpenQuota {
  /** By the policy's clock. */
  now: Date;
  rules: QuotaRules;
  /** Milliseconds until the rate lets one more through; 0: now. */
  waitMs: number;
  budget: Budget;
  /** Whether a code or a confirmation may go. */
  isOpenForAsked: boolean;
}

/** Takes the quota's row for this transaction; null when another worker has it at this moment. */
export async function openQuota(
  manager: EntityManager,
  settings: QuotaSettings,
  driver: string,
): Promise<OpenQuota | null> {
  const [row] = await manager.query<QuotaRow[]>(
    `SELECT q.full_at, q.sent_last_day, q.per_day, q.per_second, q.is_sandbox,
            CASE WHEN q.reported_by = $1 THEN q.reported_at END AS reported_at,
            mail_now() AS now, clock_timestamp() AS real_now
     FROM mail_quota q FOR UPDATE SKIP LOCKED`,
    [driver],
  );
  if (!row) return null;
  const reported = toReported(row);
  const rules = quotaRules(settings, reported);
  // Counted by statements after the one that locks: theirs see what every earlier holder committed.
  const rate = nextArrival(fullAt(row, rules), row.real_now.getTime(), rules.bucket);
  const used = await countUsed(manager, row.now, settings, reported);
  return {
    now: row.now,
    rules,
    waitMs: used.inFlight >= rules.inFlight ? Math.max(rate.retryAfterMs, 50) : rate.retryAfterMs,
    budget: {
      isTight: used.all >= rules.tightFrom,
      freeAt: used.all < rules.perDay ? null : await findFreeAt(manager, row.now, rules, settings, used.own),
    },
    isOpenForAsked: used.all < rules.perDay && used.askedFor < rules.perDayAskedFor,
  };
}

/** Counts a claim: one more of the day, and one out of the bucket. */
export async function takeQuota(
  manager: EntityManager,
  { rules }: OpenQuota,
  claim: { mailId: string; attempt: number; isAskedFor: boolean },
): Promise<void> {
  await manager.query(
    `INSERT INTO mail_attempt (mail_id, attempt, claimed_at, is_asked_for) VALUES ($1, $2, mail_now(), $3)`,
    [claim.mailId, claim.attempt, claim.isAskedFor],
  );
  const [row] = await manager.query<{ full_at: Date | number; real_now: Date }[]>(
    'SELECT full_at, clock_timestamp() AS real_now FROM mail_quota',
  );
  if (!row) return;
  const { arrival } = nextArrival(fullAt(row, rules), row.real_now.getTime(), rules.bucket);
  await manager.query('UPDATE mail_quota SET full_at = $1', [new Date(Math.ceil(arrival))]);
}

/** A clock of the database that was set back must not stop the mail for longer than an empty bucket takes to fill. */
function fullAt(row: { full_at: Date | number; real_now: Date }, { bucket }: QuotaRules): number {
  const stored = Number(row.full_at);
  const latest = row.real_now.getTime() + (1_000 / bucket.refillPerSecond) * bucket.capacity;
  return Number.isFinite(stored) ? Math.min(stored, latest) : 0;
}

function toReported(row: QuotaRow): ReportedQuota | null {
  if (row.reported_at === null || row.per_day === null || row.per_second === null) return null;
  return {
    perDay: row.per_day,
    perSecond: row.per_second,
    sentLastDay: row.sent_last_day ?? 0,
    isSandbox: row.is_sandbox ?? false,
    reportedAt: row.reported_at,
  };
}

interface Used {
  own: number;
  all: number;
  askedFor: number;
  inFlight: number;
}

/**
 * Claims of the day and of one lease more, since a request may be accepted as long as its lease runs. Where the provider
 * counts more, from others who share the account, its number and what was claimed since holds.
 */
async function countUsed(
  manager: EntityManager,
  now: Date,
  settings: QuotaSettings,
  reported: ReportedQuota | null,
): Promise<Used> {
  const [row] = await manager.query<{ own: number; asked_for: number; since: number; in_flight: number }[]>(
    `SELECT count(*)::int AS own, count(*) FILTER (WHERE is_asked_for)::int AS asked_for,
            count(*) FILTER (WHERE claimed_at >= $2)::int AS since,
            (SELECT count(*) FROM mail m WHERE m.lease_until > clock_timestamp())::int AS in_flight
     FROM mail_attempt WHERE claimed_at > $1`,
    [windowStart(now, settings), reported?.reportedAt ?? null],
  );
  const { own = 0, asked_for = 0, since = 0, in_flight = 0 } = row ?? {};
  return {
    own,
    askedFor: asked_for,
    inFlight: in_flight,
    all: Math.max(own, reported ? reported.sentLastDay + since : 0),
  };
}

async function findFreeAt(
  manager: EntityManager,
  now: Date,
  rules: QuotaRules,
  settings: QuotaSettings,
  own: number,
): Promise<Date> {
  const foreign = new Date(now.getTime() + FOREIGN_WAIT_MS);
  if (own < rules.perDay) return foreign;
  const [row] = await manager.query<{ claimed_at: Date }[]>(
    'SELECT claimed_at FROM mail_attempt WHERE claimed_at > $1 ORDER BY claimed_at OFFSET $2 LIMIT 1',
    [windowStart(now, settings), own - rules.perDay],
  );
  return row ? new Date(row.claimed_at.getTime() + DAY_MS + settings.leaseMs) : foreign;
}

function windowStart(now: Date, settings: QuotaSettings): Date {
  return new Date(now.getTime() - DAY_MS - settings.leaseMs);
}
