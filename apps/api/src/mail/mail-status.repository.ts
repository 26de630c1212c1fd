import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { MAILER, type Mailer } from '../mailer/mailer.js';
import { MailDatabase } from './mail-database.js';
import { quotaRules, quotaSettings } from './mail-quota.js';

interface Counted {
  state: string;
  count: number;
  oldest: Date | null;
}

/** What an operator sees of the mail: figures and errors, never an address or a text. */
export interface MailStatus {
  driver: string;
  configured: { perDay: number; perSecond: number; burst: number };
  reported: { perDay: number; perSecond: number; sentLastDay: number; isSandbox: boolean; at: Date } | null;
  effectivePerDay: number;
  claimedLastDay: number;
  /** From this number on everybody gets a daily digest. */
  digestFrom: number;
  isDigestForAll: boolean;
  inFlight: number;
  /** Mentions that are in no mail yet, and those of them that are due. */
  waitingMentions: number;
  dueMentions: number;
  oldestDueAt: Date | null;
  mails: Counted[];
  suppressedAddresses: number;
  lastErrors: { at: Date; kind: string; state: string; attempt: number; error: string }[];
}

interface Totals {
  now: Date;
  claimed: number;
  in_flight: number;
  waiting: number;
  due: number;
  oldest_due: Date | null;
  suppressed: number;
  reported_by: string | null;
  reported_at: Date | null;
  per_day: number | null;
  per_second: number | null;
  sent_last_day: number | null;
  is_sandbox: boolean | null;
}

/** Counts for the operator's page. */
@Injectable()
export class MailStatusRepository {
  constructor(
    private readonly database: MailDatabase,
    @Inject(ENV) private readonly env: Env,
    @Inject(MAILER) private readonly mailer: Mailer | null,
  ) {}

  async read(): Promise<MailStatus> {
    const settings = quotaSettings(this.env);
    const [totals] = await this.database.query<Totals>({
      text: `SELECT mail_now() AS now, q.*,
        (SELECT count(*) FROM mail_attempt WHERE claimed_at > mail_now() - make_interval(secs => $1))::int AS claimed,
        (SELECT count(*) FROM mail WHERE lease_until > clock_timestamp())::int AS in_flight,
        (SELECT count(*) FROM mail_outbox WHERE mail_id IS NULL AND done_at IS NULL)::int AS waiting,
        (SELECT count(*) FROM mail_outbox WHERE mail_id IS NULL AND done_at IS NULL AND due_at <= (SELECT mail_now()))::int AS due,
        (SELECT min(due_at) FROM mail_outbox WHERE mail_id IS NULL AND done_at IS NULL) AS oldest_due,
        (SELECT count(*) FROM suppressed_address)::int AS suppressed
        FROM mail_quota q`,
      values: [86_400 + settings.leaseMs / 1_000],
    });
    const mails = await this.database.query<Counted>({
      text: `SELECT state, count(*)::int AS count, min(created_at) AS oldest FROM mail GROUP BY state ORDER BY state`,
    });
    const lastErrors = await this.database.query<MailStatus['lastErrors'][number]>({
      text: `SELECT coalesce(settled_at, claimed_at, created_at) AS at, kind, state, attempt, error FROM mail
             WHERE error IS NOT NULL ORDER BY created_at DESC LIMIT 10`,
    });
    if (!totals) throw new Error('The quota of the mail is missing.');
    const cleaned = lastErrors.map((entry) => ({ ...entry, error: withoutAddresses(entry.error) }));
    return { ...this.describe(totals), mails, lastErrors: cleaned };
  }

  private describe(totals: Totals): Omit<MailStatus, 'mails' | 'lastErrors'> {
    const settings = quotaSettings(this.env);
    const reported =
      totals.reported_at !== null && totals.reported_by === this.mailer?.driver
        ? {
            perDay: totals.per_day ?? 0,
            perSecond: totals.per_second ?? 0,
            sentLastDay: totals.sent_last_day ?? 0,
            isSandbox: totals.is_sandbox ?? false,
            at: totals.reported_at,
          }
        : null;
    const rules = quotaRules(settings, reported && { ...reported, reportedAt: reported.at });
    const used = Math.max(totals.claimed, reported?.sentLastDay ?? 0);
    return {
      driver: this.mailer?.driver ?? 'off',
      configured: { perDay: settings.perDay, perSecond: settings.perSecond, burst: settings.burst },
      reported,
      effectivePerDay: rules.perDay,
      claimedLastDay: totals.claimed,
      digestFrom: rules.tightFrom,
      isDigestForAll: used >= rules.tightFrom,
      inFlight: totals.in_flight,
      waitingMentions: totals.waiting,
      dueMentions: totals.due,
      oldestDueAt: totals.oldest_due,
      suppressedAddresses: totals.suppressed,
    };
  }
}

/** Servers quote the address in their refusals. */
export function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '(address)');
}
