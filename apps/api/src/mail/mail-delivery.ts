import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { describeError, type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import type { Mailer, OutgoingMail, SendResult } from '../mailer/mailer.js';
import { LetterBuilder } from './letter-builder.js';
import type { Claim } from './mail-claim.js';
import { isFresh, quotaSettings } from './mail-quota.js';
import { MailSettlementRepository } from './mail-settlement.repository.js';

const SETTLE_TRIES = 8;
/** After this many failures in a row the provider is asked less and less often. */
const PATIENT_FAILURES = 3;
const LONGEST_REST_MS = 60_000;

/** Carries one claimed mail to its end. */
@Injectable()
export class MailDelivery {
  private readonly timeoutMs: number;
  private readonly leaseMs: number;
  private failures = 0;
  private restUntil = 0;

  constructor(
    private readonly letters: LetterBuilder,
    private readonly settlement: MailSettlementRepository,
    @Inject(ENV) env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.timeoutMs = env.MAIL_TIMEOUT_MS;
    this.leaseMs = quotaSettings(env).leaseMs;
  }

  /** How long the provider is left alone after failures. */
  restMs(): number {
    return Math.max(0, this.restUntil - performance.now());
  }

  /** Never throws: whatever goes wrong here is left to the lease of the claim. */
  async deliver(mailer: Mailer, claim: Claim, claimedAt: number, signal: AbortSignal): Promise<void> {
    const mail = await this.write(claim);
    if (mail === 'failed') {
      const reason = 'the letter could not be written';
      await this.keepTrying(
        () => this.settlement.settle(claim, { outcome: 'refused', isForGood: false, reason }),
        signal,
      );
      return;
    }
    if (mail === null) {
      await this.keepTrying(() => this.settlement.suppress(claim), signal);
      return;
    }
    // A process that was stopped in between could call when others count on its silence already.
    if (!isFresh(performance.now() - claimedAt, this.leaseMs)) return;
    const result = await this.send(mailer, mail);
    this.remember(result);
    if (result.outcome !== 'accepted') {
      this.log.warn({ mail: claim.id, attempt: claim.attempt, reason: result.reason }, 'A mail was not sent.');
    }
    await this.keepTrying(() => this.settlement.settle(claim, result), signal);
  }

  private async write(claim: Claim): Promise<OutgoingMail | null | 'failed'> {
    try {
      return await this.letters.build(claim);
    } catch (error) {
      this.log.warn(describeError(error), 'A mail could not be written.');
      return 'failed';
    }
  }

  /** Drivers keep their time; one that does not must not keep the worker. */
  private async send(mailer: Mailer, mail: OutgoingMail): Promise<SendResult> {
    const patience = new AbortController();
    const late = wait(this.timeoutMs * 1.2 + 100, undefined, { signal: patience.signal }).then(
      (): SendResult => ({ outcome: 'unknown', reason: 'no answer in time' }),
      (): SendResult => ({ outcome: 'unknown', reason: 'stopped' }),
    );
    try {
      return await Promise.race([mailer.send(mail, this.timeoutMs), late]);
    } catch (error) {
      return { outcome: 'unknown', reason: describeError(error).error };
    } finally {
      patience.abort();
    }
  }

  /** A refusal for good is about one mail; everything else may be about the provider. */
  private remember(result: SendResult): void {
    const isFine = result.outcome === 'accepted' || (result.outcome === 'refused' && result.isForGood);
    this.failures = isFine ? 0 : this.failures + 1;
    const saidMs = (result.outcome === 'refused' && result.retryAfterMs) || 0;
    const ownMs = this.failures < PATIENT_FAILURES ? 0 : 2_000 * 2 ** Math.min(this.failures - PATIENT_FAILURES, 10);
    const restMs = Math.min(Math.max(saidMs, ownMs), LONGEST_REST_MS);
    if (isFine || restMs === 0) return;
    this.restUntil = performance.now() + restMs * (0.75 + Math.random() * 0.5);
  }

  /** A result that cannot be noted would make the mail go out once more, so it is tried for longer than most outages last. */
  private async keepTrying(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; attempt <= SETTLE_TRIES; attempt += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (attempt === SETTLE_TRIES || signal.aborted) {
          this.log.warn(describeError(error), 'The result of a mail could not be noted.');
          return;
        }
        const delayMs = 100 * 2 ** attempt * (0.75 + Math.random() * 0.5);
        await wait(delayMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
