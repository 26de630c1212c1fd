import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { type HeldMessages, idSchema, type Message, releaseMessageSchema, roomRefSchema } from '@tertulia/contract';
import { validate, validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { MessageChangesService } from '../messages/message-changes.service.js';

/** What waits for the owner of a room, over HTTP; deleting it is what deletes any message. */
@Controller('api/rooms/:room')
export class ModerationController {
  constructor(private readonly changes: MessageChangesService) {}

  @Get('held')
  async list(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
  ): Promise<HeldMessages> {
    return { items: await this.changes.listHeld(user, room) };
  }

  @Post('messages/:id/release')
  @HttpCode(200)
  release(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(idSchema)) id: string,
    @Body() body: unknown,
  ): Promise<Message> {
    const { version } = validate(releaseMessageSchema, body ?? {});
    return this.changes.release(user, room, id, version);
  }
}
