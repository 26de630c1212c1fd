import { Injectable } from '@nestjs/common';
import type { Member } from '@tertulia/contract';
import { PresenceService } from '../realtime/presence.js';
import { MembersRepository } from './members.repository.js';
import { RoomsService } from './rooms.service.js';

/** Who belongs to a room. */
@Injectable()
export class MembersService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly members: MembersRepository,
    private readonly presence: PresenceService,
  ) {}

  /** @throws {DomainError} `not_found` */
  async list(ref: string, viewerId: string): Promise<Member[]> {
    const id = await this.rooms.getOpenId(ref, viewerId);
    const members = await this.members.listMembers(id);
    return members.map((user) => ({ user, online: this.presence.isOnline(id, user.id) }));
  }
}
