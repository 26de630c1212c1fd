import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  type CreatedWebhook,
  type CreateWebhook,
  createWebhookSchema,
  idSchema,
  roomRefSchema,
  type Webhook,
} from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { WebhooksService } from './webhooks.service.js';

/** The webhooks of a room, for its owner. */
@Controller('api/rooms/:room/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  create(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(createWebhookSchema)) { name }: CreateWebhook,
  ): Promise<CreatedWebhook> {
    return this.webhooks.create(room, user.id, name);
  }

  @Get()
  async list(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
  ): Promise<{ items: Webhook[] }> {
    return { items: await this.webhooks.list(room, user.id) };
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(idSchema)) id: string,
  ): Promise<void> {
    return this.webhooks.revoke(room, user.id, id);
  }
}
