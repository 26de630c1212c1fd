import { Injectable } from '@nestjs/common';
import { RateLimiter } from '../cache/rate-limiter.js';
import { Outbox } from '../outbox/outbox.js';
import { hashAddress } from './address.js';
import { AddressesRepository } from './addresses.repository.js';
import { hashToken } from './token.js';
import { UsersService } from './users.service.js';

/** The address of a person: asked for, confirmed by its mail, changed and removed. */
@Injectable()
export class AddressesService {
  constructor(
    private readonly addresses: AddressesRepository,
    private readonly users: UsersService,
    private readonly outbox: Outbox,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Asks for an address, which is the person's once the mail to it is answered. Whose it is now makes no difference.
   * @param network where the request comes from.
   * @throws {DomainError} `rate_limited`.
   */
  async request(userId: string, address: string, network: string): Promise<void> {
    await this.limiter.take('email', userId);
    await this.limiter.take('email-network', network);
    await this.limiter.take('email', hashAddress(address).toString('hex'));
    await this.addresses.request(userId, address);
    this.outbox.wake();
    await this.users.announce(userId, false);
  }

  /**
   * Confirms an address by the token of its mail; its person is no guest any more, and everything else of them stays.
   * @param callerId who is signed in where the link was opened, if anybody.
   * @throws {DomainError} `gone`, `forbidden`, `conflict`, `rate_limited`.
   */
  async verify(token: string, callerId: string | null, network: string): Promise<void> {
    await this.limiter.take('email-verify', network);
    const userId = await this.addresses.verify(hashToken(token), callerId);
    this.outbox.wake();
    await this.users.announce(userId, true);
  }

  /** Makes the person a guest again; nothing happens to one who is. */
  async remove(userId: string): Promise<void> {
    await this.limiter.take('change', userId);
    const removed = await this.addresses.remove(userId);
    if (removed === 'nothing') return;
    this.outbox.wake();
    await this.users.announce(userId, removed === 'address');
  }
}
