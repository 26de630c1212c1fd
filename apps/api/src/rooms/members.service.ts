import { Injectable } from '@nestjs/common';
import type { Member, RoomMe, UpdateRoomMe } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { handleKey } from '../identity/random-name.js';
import { PresenceService } from '../realtime/presence.js';
import { MembersRepository } from './members.repository.js';
import { RoomNews } from './room-news.js';
import { RoomsService } from './rooms.service.js';

/** Who belongs to a room. */
@Injectable()
export class MembersService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly members: MembersRepository,
    private readonly news: RoomNews,
    private readonly presence: PresenceService,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws {DomainError} `not_found` */
  async list(ref: string, viewerId: string): Promise<Member[]> {
    const id = await this.rooms.getOpenId(ref, viewerId);
    const members = await this.members.listMembers(id);
    return members.map((user) => ({ user, online: this.presence.isOnline(id, user.id) }));
  }

  /**
   * Lets somebody in; who is a member already stays as they are.
   * @throws {DomainError} `not_found` for the room or the handle, `forbidden`, `rate_limited`.
   */
  async add(ref: string, viewerId: string, handle: string): Promise<Member> {
    const room = await this.rooms.getInvitable(ref, viewerId);
    await this.limiter.take('change', viewerId);
    const user = await this.members.findUser(handleKey(handle));
    if (!user) {
      throw new DomainError('not_found', 'The person was not found.', {
        issues: [{ path: 'handle', message: 'not found' }],
      });
    }
    if (await this.members.add(room.id, user.id, viewerId)) await this.news.joined(room.id, user.id);
    return { user, online: this.presence.isOnline(room.id, user.id) };
  }

  /**
   * Takes somebody out, or lets the person themselves leave.
   * @throws {DomainError} `not_found` for the room or somebody who is not a member, `forbidden`, `rate_limited`.
   */
  async remove(ref: string, viewerId: string, userId: string): Promise<void> {
    const room = await this.rooms.getOpen(ref, viewerId);
    const isTakenOut = userId !== viewerId;
    if (isTakenOut && room.me?.role !== 'owner')
      throw new DomainError('forbidden', 'Only the owner of the room may take people out.');
    await this.limiter.take('change', viewerId);
    const departure = await this.members.remove(room.id, userId, isTakenOut);
    if (!departure) throw notFound('The member');
    await this.news.left(room, userId, departure);
  }

  /**
   * Changes what a person wants of a room; all their devices are told.
   * @throws {DomainError} `not_found`, also for somebody who is not a member; `rate_limited`.
   */
  async updateOwn(ref: string, viewerId: string, change: UpdateRoomMe): Promise<RoomMe> {
    const id = await this.rooms.getOpenId(ref, viewerId);
    await this.limiter.take('change', viewerId);
    const isMember = await this.members.updateOwn(id, viewerId, change);
    const room = isMember ? await this.news.tellOwn(id, viewerId) : null;
    if (!room?.me) throw notFound('The membership');
    return room.me;
  }
}
