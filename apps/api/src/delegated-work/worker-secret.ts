import { Inject, Injectable } from '@nestjs/common';
import { isSigned } from '@tertulia/worker/signature';
import { DomainError } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { DatabaseClock } from '../database/database-clock.js';
import { createWorkerSecret } from './worker-settings.js';

/** What workers sign with, and the check of what they signed. */
@Injectable()
export class WorkerSecret {
  readonly value: string;

  constructor(
    @Inject(ENV) env: Env,
    private readonly clock: DatabaseClock,
  ) {
    this.value = createWorkerSecret(env);
  }

  /**
   * Lets a body through that was signed within the last minutes.
   * @throws {DomainError} `unauthenticated`, the same for no signature, a wrong one and an old one.
   */
  check(body: unknown, signature: string | undefined): string {
    const text = typeof body === 'string' ? body : '';
    if (isSigned(this.value, text, signature, this.clock.now())) return text;
    throw new DomainError('unauthenticated', 'The signature is missing, wrong or too old.');
  }
}
