import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { idSchema } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { hashToken, isToken } from '../identity/token.js';
import { MessagesService } from '../messages/messages.service.js';
import { readHookBody } from './hook-body.js';
import { toMessageText } from './slack-message.js';
import { type Hook, WebhooksRepository } from './webhooks.repository.js';

const NO_HASH = Buffer.alloc(32);
/** What a header may hold without a doubt about its meaning. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Posts of other programs, which become messages of the webhook's bot. */
@Injectable()
export class HooksService {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly messages: MessagesService,
    private readonly limiter: RateLimiter,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param key repeats with the same one are one message.
   * @throws {DomainError} `not_found` for an address that is unknown, wrong or revoked, alike; `rate_limited`,
   * `invalid_payload`, `forbidden` (archived, or a prohibited word), `conflict` for a key that was used for another text.
   */
  async post(address: { id: string; secret: string }, body: unknown, key: string | undefined): Promise<void> {
    const hook = await this.getHook(address);
    await this.limiter.take('hook', hook.id);
    const text = toMessageText(readHookBody(body), hook.name);
    await this.messages.send(hook.bot, hook.roomId, { text, clientMessageId: messageIdOf(hook.id, key) });
    if (hook.isUseDue) {
      await this.webhooks.noteUse(hook.id).catch((error: unknown) => {
        // The message is stored; when the webhook was last used is for people to look at.
        this.log.warn(describeError(error), 'The use of a webhook could not be noted.');
      });
    }
  }

  private async getHook({ id, secret }: { id: string; secret: string }): Promise<Hook> {
    const known = idSchema.safeParse(id);
    const hook = known.success && isToken(secret) ? await this.webhooks.findHook(known.data) : null;
    const isRight = timingSafeEqual(hashToken(secret), hook?.secretHash ?? NO_HASH);
    if (!hook || !isRight) throw notFound('The webhook');
    return hook;
  }
}

/** The id of a message that follows from a key, in the form of a name-based UUID (RFC 9562, 5.5). */
function messageIdOf(hookId: string, key: string | undefined): string {
  if (key === undefined) return randomUUID();
  if (!KEY.test(key)) {
    throw new DomainError('invalid_payload', 'The request is not valid.', {
      issues: [{ path: 'Idempotency-Key', message: '1 to 255 visible characters' }],
    });
  }
  const hex = createHash('sha256').update(hookId).update('\n').update(key).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
