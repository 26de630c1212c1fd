import { Controller, Get, Param } from '@nestjs/common';
import { type Member, roomRefSchema } from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { MembersService } from './members.service.js';

/** Who belongs to a room, over HTTP. */
@Controller('api/rooms/:room')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get('members')
  async list(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
  ): Promise<{ items: Member[]; nextCursor: null }> {
    return { items: await this.members.list(room, user.id), nextCursor: null };
  }
}
