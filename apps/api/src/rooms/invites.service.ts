import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateInvite, Invite, InvitePreview, Room } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { hashToken } from '../identity/token.js';
import { InvitesRepository } from './invites.repository.js';
import { RoomNews } from './room-news.js';
import { RoomsService } from './rooms.service.js';

const USUAL_DAYS = 7;
/** 128 bits: nobody finds one by trying. */
const CODE_BYTES = 16;

/** Addresses that let people into a room. */
@Injectable()
export class InvitesService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly invites: InvitesRepository,
    private readonly news: RoomNews,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws {DomainError} `not_found`, `forbidden` for those who may not let people in, `rate_limited`. */
  async create(ref: string, viewerId: string, { days = USUAL_DAYS, uses }: CreateInvite): Promise<Invite> {
    const room = await this.rooms.getInvitable(ref, viewerId);
    await this.limiter.take('invite', viewerId);
    const code = randomBytes(CODE_BYTES).toString('base64url');
    const made = await this.invites.create(hashToken(code), room.id, viewerId, { days, uses });
    if (!made) throw notFound('The room');
    return { code, roomId: room.id, ...made };
  }

  /** @throws {DomainError} `not_found` for an unknown code, `gone` for one that has ended, `rate_limited`. */
  async preview(code: string, address: string): Promise<InvitePreview> {
    await this.limiter.take('invite-look', address);
    const preview = await this.invites.findPreview(hashToken(code));
    if (!preview) throw notFound('The invitation');
    if (preview === 'over') throw over();
    return preview;
  }

  /** @throws {DomainError} `not_found` for an unknown code, `gone` for one that has ended, `rate_limited`. */
  async accept(code: string, viewerId: string): Promise<Room> {
    await this.limiter.take('join', viewerId);
    const accepted = await this.invites.accept(hashToken(code), viewerId);
    if (accepted === 'unknown') throw notFound('The invitation');
    if (accepted === 'over') throw over();
    return accepted.isNew ? this.news.joined(accepted.roomId, viewerId) : this.rooms.getOpen(accepted.roomId, viewerId);
  }
}

function over(): DomainError {
  return new DomainError('gone', 'This invitation has ended.');
}
