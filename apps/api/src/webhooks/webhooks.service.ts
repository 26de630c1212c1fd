import { Inject, Injectable } from '@nestjs/common';
import { type CreatedWebhook, limits, type Room, type Webhook } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { createToken, hashToken } from '../identity/token.js';
import { archived } from '../rooms/archived.js';
import { RoomNews } from '../rooms/room-news.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** Addresses that other programs post to: made, listed and revoked by the owner of the room alone. */
@Injectable()
export class WebhooksService {
  private readonly base: string;

  constructor(
    private readonly rooms: RoomsService,
    private readonly webhooks: WebhooksRepository,
    private readonly news: RoomNews,
    private readonly limiter: RateLimiter,
    @Inject(ENV) env: Env,
  ) {
    this.base = env.PUBLIC_API_URL ?? env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  }

  /** @throws {DomainError} `not_found`, `forbidden`. */
  async list(ref: string, viewerId: string): Promise<Webhook[]> {
    const room = await this.getOwned(ref, viewerId);
    return this.webhooks.list(room.id);
  }

  /**
   * The address is told here and never again: only the hash of its secret is kept.
   * @throws {DomainError} `not_found`, `forbidden` (also for an archived room), `conflict` for a name that looks like
   * somebody's or when the room has enough of them, `rate_limited`.
   */
  async create(ref: string, viewerId: string, name: string): Promise<CreatedWebhook> {
    const room = await this.getOwned(ref, viewerId);
    if (room.archivedAt !== null) throw archived();
    await this.limiter.take('webhook', viewerId);
    const secret = createToken();
    const made = await this.webhooks.create({ roomId: room.id, ownerId: viewerId, name }, hashToken(secret));
    if (made === 'not_owner') throw notFound('The room');
    if (made === 'full')
      throw new DomainError('conflict', `A room may have at most ${limits.webhooksPerRoom} webhooks.`);
    await this.news.joined(room.id, made.botId);
    return { ...made.webhook, url: `${this.base}/api/hooks/${made.webhook.id}/${secret}` };
  }

  /** @throws {DomainError} `not_found` for the room or the webhook, `forbidden`. */
  async revoke(ref: string, viewerId: string, id: string): Promise<void> {
    const room = await this.getOwned(ref, viewerId);
    const botId = await this.webhooks.revoke(room.id, id);
    if (botId === null) throw notFound('The webhook');
    await this.news.left(room, botId, { heirId: null, isClosed: false });
  }

  private async getOwned(ref: string, viewerId: string): Promise<Room> {
    const room = await this.rooms.getOpen(ref, viewerId);
    if (room.me?.role !== 'owner')
      throw new DomainError('forbidden', 'Only the owner of the room may see its webhooks.');
    return room;
  }
}
