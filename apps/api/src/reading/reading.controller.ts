import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type CatchUpItem,
  type ReadAll,
  type ReadAllResult,
  readAllSchema,
  type RestoredRead,
  type RestoreRead,
  restoreReadSchema,
} from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { ReadMarkersService } from '../rooms/read-markers.service.js';
import { CatchUpService } from './catch-up.service.js';

/** What is unread in all rooms of a person, over HTTP. */
@Controller('api')
export class ReadingController {
  constructor(
    private readonly catchUp: CatchUpService,
    private readonly markers: ReadMarkersService,
  ) {}

  @Get('catch-up')
  async list(@CurrentIdentity() { user }: Identity): Promise<{ items: CatchUpItem[]; nextCursor: null }> {
    return { items: await this.catchUp.list(user.id), nextCursor: null };
  }

  @Post('read')
  @HttpCode(200)
  async markAllRead(
    @CurrentIdentity() { user }: Identity,
    @Body(validated(readAllSchema)) { before }: ReadAll,
  ): Promise<ReadAllResult> {
    return { items: await this.markers.markAllRead(user.id, before), nextCursor: null };
  }

  @Post('read/restore')
  @HttpCode(200)
  async restore(
    @CurrentIdentity() { user }: Identity,
    @Body(validated(restoreReadSchema)) { items }: RestoreRead,
  ): Promise<RestoredRead> {
    return { items: await this.markers.restore(user.id, items), nextCursor: null };
  }
}
