import { Injectable } from '@nestjs/common';
import type { Draft, SaveDraft } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { notFound } from '../common/domain-error.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { DraftsRepository } from './drafts.repository.js';

/** What people began to write: theirs alone, the same on each of their devices. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly drafts: DraftsRepository,
    private readonly rooms: RoomsService,
    private readonly limiter: RateLimiter,
    private readonly emitter: RealtimeEmitter,
  ) {}

  list(userId: string): Promise<Draft[]> {
    return this.drafts.list(userId);
  }

  /**
   * A text always takes the place of the last one. An empty text clears the draft only if nobody wrote since the given
   * revision; otherwise nothing changes and the answer is the draft that there is.
   * @throws {DomainError} `not_found` for the room or the message replied to, `rate_limited`.
   */
  async save(userId: string, ref: string, { text, replyToId, revision }: SaveDraft): Promise<Draft> {
    await this.limiter.take('draft', userId);
    const roomId = await this.rooms.getOpenId(ref, userId);
    const isChanged =
      text === ''
        ? await this.drafts.clear(userId, roomId, revision)
        : await this.write(userId, roomId, text, replyToId ?? null);
    const draft = (await this.drafts.find(userId, roomId)) ?? noDraft(roomId);
    if (isChanged) this.emitter.draftChanged(userId, draft);
    return draft;
  }

  private async write(userId: string, roomId: string, text: string, replyToId: string | null): Promise<true> {
    if (replyToId !== null && !(await this.drafts.hasMessage(roomId, replyToId))) throw notFound('The message');
    await this.drafts.write(userId, roomId, text, replyToId);
    return true;
  }
}

function noDraft(roomId: string): Draft {
  return { roomId, text: '', replyTo: null, revision: 0, updatedAt: new Date().toISOString() };
}
