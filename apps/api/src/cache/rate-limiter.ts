import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { KEY_VALUE_STORE, type KeyValueStore, type TokenBucket } from './key-value-store.js';

/** What is limited, each with a bucket of its own. */
export type LimitedAction =
  | 'send'
  | 'change'
  | 'connect'
  | 'join'
  | 'history'
  | 'room'
  | 'invite'
  | 'invite-look'
  | 'session'
  | 'typing'
  | 'search'
  | 'mark'
  | 'draft'
  | 'people'
  | 'preview'
  | 'mention'
  | 'mention-preview'
  | 'upload'
  | 'speech'
  | 'hook'
  | 'webhook'
  | 'email'
  | 'email-network'
  | 'email-verify'
  | 'code'
  | 'code-network'
  | 'code-try';

const perMinute = (amount: number): TokenBucket => ({ capacity: amount, refillPerSecond: amount / 60 });
const perHour = (amount: number): TokenBucket => ({ capacity: amount, refillPerSecond: amount / 3_600 });

/** Many people may share one address of the network. */
const NETWORK_FACTOR = 6;

/** Per-user and per-address limits, the same for HTTP and sockets and, over Redis, for all nodes together. */
@Injectable()
export class RateLimiter {
  private readonly buckets: Record<LimitedAction, TokenBucket>;
  readonly isOff: boolean;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(KEY_VALUE_STORE) private readonly store: KeyValueStore,
  ) {
    this.isOff = env.LIMITS === 'off';
    this.buckets = {
      send: { capacity: env.LIMIT_MESSAGE_BURST, refillPerSecond: env.LIMIT_MESSAGES_PER_SECOND },
      change: perMinute(env.LIMIT_CHANGES_PER_MINUTE),
      connect: perMinute(env.LIMIT_CONNECTS_PER_MINUTE),
      join: perMinute(env.LIMIT_JOINS_PER_MINUTE),
      history: perMinute(env.LIMIT_HISTORY_PER_MINUTE),
      room: perHour(env.LIMIT_ROOMS_PER_HOUR),
      invite: perHour(env.LIMIT_INVITES_PER_HOUR),
      'invite-look': perMinute(env.LIMIT_INVITE_LOOKS_PER_MINUTE),
      session: perMinute(env.LIMIT_SESSIONS_PER_MINUTE),
      search: perMinute(env.LIMIT_SEARCHES_PER_MINUTE),
      typing: { capacity: 3, refillPerSecond: 1 },
      mark: perMinute(env.LIMIT_MARKS_PER_MINUTE),
      draft: perMinute(env.LIMIT_DRAFTS_PER_MINUTE),
      people: perMinute(env.LIMIT_PEOPLE_PER_MINUTE),
      preview: perMinute(env.LIMIT_PREVIEWS_PER_MINUTE),
      mention: perMinute(env.LIMIT_MENTIONS_PER_MINUTE),
      'mention-preview': perMinute(env.LIMIT_MENTION_PREVIEWS_PER_MINUTE),
      upload: perHour(env.LIMIT_UPLOADS_PER_HOUR),
      speech: perMinute(env.LIMIT_SPEECH_PER_MINUTE),
      hook: perMinute(env.LIMIT_HOOKS_PER_MINUTE),
      webhook: perHour(env.LIMIT_WEBHOOKS_PER_HOUR),
      email: perHour(env.LIMIT_EMAILS_PER_HOUR),
      'email-network': perHour(env.LIMIT_EMAILS_PER_HOUR * NETWORK_FACTOR),
      'email-verify': perMinute(env.LIMIT_EMAILS_PER_HOUR * NETWORK_FACTOR),
      code: perHour(env.LIMIT_CODES_PER_HOUR),
      'code-network': perHour(env.LIMIT_CODES_PER_HOUR * NETWORK_FACTOR),
      'code-try': perHour(env.LIMIT_CODES_PER_HOUR * NETWORK_FACTOR),
    };
  }

  /** @throws {DomainError} `rate_limited` with the time to wait. */
  async take(action: LimitedAction, subject: string): Promise<void> {
    if (this.isOff) return;
    const answer = await this.store.takeToken(`limit:${action}:${subject}`, this.buckets[action]);
    if (answer.allowed) return;
    throw new DomainError('rate_limited', 'Too many requests. Wait a moment.', { retryAfterMs: answer.retryAfterMs });
  }

  /** The same as a question, for what is dropped silently. */
  async allows(action: LimitedAction, subject: string): Promise<boolean> {
    if (this.isOff) return true;
    return (await this.store.takeToken(`limit:${action}:${subject}`, this.buckets[action])).allowed;
  }
}
