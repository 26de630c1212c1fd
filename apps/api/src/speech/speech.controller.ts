import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { idSchema, roomRefSchema, type Speech } from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { SpeechService, toSpeech } from './speech.service.js';

/** Spoken messages over HTTP. */
@Controller('api/rooms/:room')
export class SpeechController {
  constructor(
    private readonly speech: SpeechService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Post('messages/:id/speech')
  @HttpCode(200)
  async speak(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(idSchema)) id: string,
  ): Promise<Speech> {
    return toSpeech(await this.speech.speak(user, room, id), this.env.MEDIA_URL ?? '');
  }
}
