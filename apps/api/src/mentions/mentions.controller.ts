import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { type MentionPreview, type PreviewMentions, previewMentionsSchema, roomRefSchema } from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { MentionsService } from './mentions.service.js';

/** Whom a text would tell, over HTTP. */
@Controller('api/rooms/:room/mentions')
export class MentionsController {
  constructor(private readonly mentions: MentionsService) {}

  @Post()
  @HttpCode(200)
  preview(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(previewMentionsSchema)) { text }: PreviewMentions,
  ): Promise<MentionPreview> {
    return this.mentions.preview(user, room, text);
  }
}
