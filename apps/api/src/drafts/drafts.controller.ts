import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { type Draft, roomRefSchema, type SaveDraft, saveDraftSchema } from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { DraftsService } from './drafts.service.js';

/** Drafts over HTTP. */
@Controller('api')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get('drafts')
  async list(@CurrentIdentity() { user }: Identity): Promise<{ items: Draft[]; nextCursor: null }> {
    return { items: await this.drafts.list(user.id), nextCursor: null };
  }

  @Put('rooms/:room/draft')
  save(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(saveDraftSchema)) request: SaveDraft,
  ): Promise<Draft> {
    return this.drafts.save(user.id, room, request);
  }
}
