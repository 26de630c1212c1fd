import { Body, Controller, Get, HttpCode, Ip, Param, Post } from '@nestjs/common';
import {
  type CreateInvite,
  createInviteSchema,
  type Invite,
  inviteCodeSchema,
  type InvitePreview,
  type Room,
  roomRefSchema,
} from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity, Open } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { InvitesService } from './invites.service.js';

/** Invitations over HTTP. */
@Controller('api')
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Post('rooms/:room/invites')
  create(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(createInviteSchema)) terms: CreateInvite,
  ): Promise<Invite> {
    return this.invites.create(room, user.id, terms);
  }

  @Open()
  @Get('invites/:code')
  preview(@Param('code', validated(inviteCodeSchema)) code: string, @Ip() address: string): Promise<InvitePreview> {
    return this.invites.preview(code, address);
  }

  @Post('invites/:code/accept')
  @HttpCode(200)
  accept(
    @CurrentIdentity() { user }: Identity,
    @Param('code', validated(inviteCodeSchema)) code: string,
  ): Promise<Room> {
    return this.invites.accept(code, user.id);
  }
}
