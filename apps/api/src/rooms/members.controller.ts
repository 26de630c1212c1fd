import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  type AddMember,
  addMemberSchema,
  type Member,
  type RoomMe,
  roomRefSchema,
  type UpdateRoomMe,
  updateRoomMeSchema,
  userIdSchema,
} from '@tertulia/contract';
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

  @Post('members')
  add(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(addMemberSchema)) { handle }: AddMember,
  ): Promise<Member> {
    return this.members.add(room, user.id, handle);
  }

  @Delete('members/:id')
  @HttpCode(204)
  async remove(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(userIdSchema)) id: string,
  ): Promise<void> {
    await this.members.remove(room, user.id, id);
  }

  @Patch('me')
  updateOwn(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(updateRoomMeSchema)) change: UpdateRoomMe,
  ): Promise<RoomMe> {
    return this.members.updateOwn(room, user.id, change);
  }
}
