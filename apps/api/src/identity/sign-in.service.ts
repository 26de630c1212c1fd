import { Inject, Injectable } from '@nestjs/common';
import type { Session } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError } from '../common/domain-error.js';
import { uuidv7 } from '../common/uuid.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Outbox } from '../outbox/outbox.js';
import { hashAddress } from './address.js';
import { CodesRepository } from './codes.repository.js';
import { findCode } from './sign-in-code.js';
import { createToken, hashToken } from './token.js';
import { UsersService } from './users.service.js';

/** Signing in on another device with a code that was mailed to the confirmed address. */
@Injectable()
export class SignInService {
  constructor(
    private readonly codes: CodesRepository,
    private readonly users: UsersService,
    private readonly outbox: Outbox,
    private readonly limiter: RateLimiter,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Mails a code if somebody has confirmed the address; nobody can tell from outside.
   * @param network where the request comes from.
   * @throws {DomainError} `rate_limited`.
   */
  async requestCode(address: string, network: string): Promise<void> {
    await this.limiter.take('code-network', network);
    await this.limiter.take('code', hashAddress(address).toString('hex'));
    await this.codes.request(address);
    this.outbox.wake();
  }

  /**
   * Opens a new session of the person whose address it is; their other sessions stay.
   * @throws {DomainError} `unauthenticated`, one answer for whatever is wrong; `rate_limited`.
   */
  async signIn(address: string, code: string, network: string): Promise<Session> {
    await this.limiter.take('code-try', network);
    await this.limiter.take('code-try', hashAddress(address).toString('hex'));
    const found = findCode(await this.codes.takeTry(address), code);
    if (!found) throw wrongCode();
    const token = createToken();
    const session = { id: uuidv7(), tokenHash: hashToken(token), days: this.env.SESSION_DAYS };
    const opened = await this.codes.use(address, found.id, session);
    if (!opened) throw wrongCode();
    return { token, expiresAt: opened.expiresAt.toISOString(), user: await this.users.getOwn(opened.userId) };
  }
}

function wrongCode(): DomainError {
  return new DomainError('unauthenticated', 'The code is wrong, used or over. Ask for a new one.');
}
