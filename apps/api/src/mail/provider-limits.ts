import { once } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import type { Mailer } from '../mailer/mailer.js';
import { MailDatabase } from './mail-database.js';

const LOOK_EVERY_MS = 10_000;

/** Asks the provider for its limits, at most once a minute over all nodes, and keeps the answer where all see it. */
@Injectable()
export class ProviderLimits {
  private lookedAt = -Infinity;
  private asking: Promise<void> | undefined;
  private isKnown = false;

  constructor(
    private readonly database: MailDatabase,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Only the first answer is waited for: a provider that hangs must not hold what is known to work. */
  async refresh(mailer: Mailer, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    if (this.asking || now - this.lookedAt < LOOK_EVERY_MS) return;
    this.lookedAt = now;
    this.asking = this.ask(mailer).finally(() => {
      this.asking = undefined;
      this.isKnown = true;
    });
    if (this.isKnown) this.asking.catch(() => undefined);
    else await Promise.race([this.asking, once(signal, 'abort')]);
  }

  /** An answer that does not come leaves what was known. */
  private async ask(mailer: Mailer): Promise<void> {
    const turn = await this.database.query({
      text: `WITH turn AS (
               UPDATE mail_quota SET asked_at = clock_timestamp()
               WHERE asked_at < clock_timestamp() - interval '1 minute' OR asked_at > clock_timestamp() RETURNING 1
             ) SELECT 1 FROM turn`,
    });
    if (turn.length === 0) return;
    const quota = await mailer.findQuota(this.env.MAIL_TIMEOUT_MS);
    if (!quota) return;
    await this.database.query({
      text: `UPDATE mail_quota SET reported_by = $1, reported_at = mail_now(), per_day = $2, per_second = $3,
                    sent_last_day = $4, is_sandbox = $5`,
      values: [mailer.driver, quota.perDay, quota.perSecond, quota.sentLastDay, quota.isSandbox],
    });
  }
}
