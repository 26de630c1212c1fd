import { Injectable } from '@nestjs/common';
import type { SendResult } from '../mailer/mailer.js';
import { NotificationNews } from '../notifications/notification-news.js';
import { type Claim, MOST_ATTEMPTS } from './mail-claim.js';
import { MailDatabase } from './mail-database.js';
import { retryDelayMs } from './mail-quota.js';

/** Rows that one statement changes. */
const BATCH = 200;
/** How long a mail stays in doubt without an event of its provider. */
const GRACE = `interval '15 minutes'`;

/** What becomes of claims: the state machine of guarantee G12. No statement waits for a lock that others hold for long. */
@Injectable()
export class MailSettlementRepository {
  constructor(
    private readonly database: MailDatabase,
    private readonly news: NotificationNews,
  ) {}

  /**
   * Notes the result of an attempt, and of no later one. A late "accepted" is noted even after the lease; an unknown result
   * keeps its lease, since the request may still be accepted while that runs.
   */
  async settle({ id, attempt }: Claim, result: SendResult): Promise<void> {
    if (result.outcome === 'accepted') {
      await this.database.query({
        text: `UPDATE mail SET state = 'sent', settled_at = mail_now(), lease_until = NULL, provider_id = $3, error = NULL
               WHERE id = $1 AND attempt = $2 AND state IN ('claimed', 'ambiguous', 'pending')`,
        values: [id, attempt, result.providerId.slice(0, 200)],
      });
    } else if (result.outcome === 'unknown') {
      await this.database.query({
        text: `UPDATE mail SET state = 'ambiguous', due_at = mail_now() + ${GRACE}, error = $3
               WHERE id = $1 AND attempt = $2 AND state = 'claimed'`,
        values: [id, attempt, result.reason.slice(0, 300)],
      });
    } else {
      // A provider that says when to come back refused the account and not the mail, which then waits until it expires.
      const isOver = result.isForGood || (attempt >= MOST_ATTEMPTS && result.retryAfterMs === undefined);
      const delayMs = retryDelayMs(attempt, result.retryAfterMs, Math.random());
      await this.database.query({
        text: `WITH refunded AS (UPDATE mail_attempt SET is_refused = true WHERE mail_id = $1 AND attempt = $2)
               UPDATE mail SET state = $3, settled_at = CASE WHEN $3 = 'failed' THEN mail_now() END, lease_until = NULL,
                      due_at = mail_now() + make_interval(secs => $4), error = $5
               WHERE id = $1 AND attempt = $2 AND state IN ('claimed', 'ambiguous')`,
        values: [id, attempt, isOver ? 'failed' : 'pending', delayMs / 1_000, result.reason.slice(0, 300)],
      });
    }
    await this.finish();
  }

  /** A claimed mail turned out to have nothing to say any more; nobody was called. */
  async suppress({ id, attempt }: Claim): Promise<void> {
    await this.database.query({
      text: `UPDATE mail SET state = 'suppressed', settled_at = mail_now(), lease_until = NULL, error = 'nothing left to tell'
             WHERE id = $1 AND attempt = $2 AND state = 'claimed'`,
      values: [id, attempt],
    });
    await this.finish();
  }

  /**
   * What any worker does for all: claims whose lease ran out are in doubt, doubt that lasted for the grace is tried again, and
   * notifications follow their mail.
   */
  async sweep(): Promise<void> {
    await this.database.query({
      text: `UPDATE mail SET state = 'ambiguous', due_at = mail_now() + ${GRACE}, error = 'the sender fell silent'
             WHERE id IN (SELECT id FROM mail WHERE state = 'claimed' AND (lease_until IS NULL OR lease_until < clock_timestamp())
                          LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
    });
    await this.database.query({
      text: `UPDATE mail SET state = CASE WHEN attempt >= ${MOST_ATTEMPTS} THEN 'failed' ELSE 'pending' END,
                    settled_at = CASE WHEN attempt >= ${MOST_ATTEMPTS} THEN mail_now() END
             WHERE id IN (SELECT id FROM mail WHERE state = 'ambiguous' AND due_at <= (SELECT mail_now())
                            AND (lease_until IS NULL OR lease_until < clock_timestamp())
                          LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
    });
    await this.tellDoubt();
    await this.finish();
  }

  private async tellDoubt(): Promise<void> {
    await this.database.query({
      text: `WITH changed AS MATERIALIZED (
               SELECT n.id, CASE m.state WHEN 'ambiguous' THEN 'unsettled' ELSE 'due' END AS reason
               FROM mail_outbox o JOIN mail m ON m.id = o.mail_id JOIN notification n ON n.id = o.notification_id
               WHERE o.mail_id IS NOT NULL AND o.done_at IS NULL AND n.outcome = 'waiting'
                 AND (m.state = 'ambiguous' AND n.reason IS DISTINCT FROM 'unsettled'
                      OR m.state = 'pending' AND n.reason = 'unsettled')
               LIMIT ${BATCH} FOR UPDATE OF n SKIP LOCKED
             ) UPDATE notification n SET reason = changed.reason FROM changed WHERE n.id = changed.id`,
    });
  }

  /** Ends the mentions of mails that are settled, and tells their people; whatever a crash left open is found again. */
  private async finish(): Promise<void> {
    const ended = await this.database.query<{ id: string; user_id: string }>({
      text: `WITH ended AS MATERIALIZED (
               SELECT o.notification_id AS id, CASE WHEN m.state = 'sent' THEN 'mailed' ELSE 'not_mailed' END AS outcome,
                      CASE WHEN m.state = 'failed' THEN 'failed' WHEN m.state = 'suppressed' AND n.withdrawn_at IS NOT NULL THEN 'withdrawn'
                           WHEN m.state = 'suppressed' AND n.read_at IS NOT NULL THEN 'read_in_time'
                           WHEN m.state = 'suppressed' THEN 'deleted' WHEN m.kind = 'digest' THEN 'digest'
                           WHEN m.is_follow_up THEN 'followed_up' ELSE 'alone' END AS reason
               FROM mail_outbox o JOIN mail m ON m.id = o.mail_id JOIN notification n ON n.id = o.notification_id
               WHERE o.mail_id IS NOT NULL AND o.done_at IS NULL AND m.state IN ('sent', 'failed', 'suppressed')
               LIMIT ${BATCH} FOR UPDATE OF o, n SKIP LOCKED
             ), told AS (
               UPDATE notification n SET outcome = ended.outcome, reason = ended.reason FROM ended WHERE n.id = ended.id
             )
             UPDATE mail_outbox o SET done_at = mail_now() FROM ended WHERE o.notification_id = ended.id
             RETURNING o.notification_id AS id, o.user_id`,
    });
    if (ended.length === 0) return;
    this.news.changed(
      ended.map(({ id, user_id }) => ({ id, userId: user_id, isNew: false })),
      [],
    );
  }
}
