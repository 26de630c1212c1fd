import { Injectable } from '@nestjs/common';
import type { Locale, unsubscribeScopes } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import { UsersService } from '../identity/users.service.js';
import { toLocale } from './letter-builder.js';
import { type UnsubscribeClaim, UnsubscribeTokens } from './unsubscribe-tokens.js';

export type UnsubscribeScope = (typeof unsubscribeScopes)[number];

/** What the page behind a link shows; no name and no address, since links are passed on. */
export interface UnsubscribeChoice {
  locale: Locale;
  /** Null when the mail was about several rooms, or the room is gone. */
  roomName: string | null;
}

const stops: Record<Exclude<UnsubscribeScope, 'room'>, string> = {
  mentions: `UPDATE chat_user SET mail_preference = 'never' WHERE id = $1 AND mail_preference <> 'never'`,
  everything: `UPDATE contact SET unsubscribed_at = mail_now() WHERE user_id = $1 AND unsubscribed_at IS NULL`,
};

/** Stops mail by a signed link. What waits is dropped when it is looked at again before sending. */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly database: Database,
    private readonly tokens: UnsubscribeTokens,
    private readonly users: UsersService,
  ) {}

  /** @throws {DomainError} `invalid_payload` for a token that is not ours. */
  async look(token: string): Promise<UnsubscribeChoice> {
    const claim = await this.read(token);
    const [row] = await this.database.query<{ locale: string | null; room_name: string | null }>({
      text: `SELECT u.locale, r.name AS room_name FROM chat_user u
             LEFT JOIN room r ON r.id = $2 AND r.deleted_at IS NULL
               AND EXISTS (SELECT 1 FROM room_member m WHERE m.room_id = r.id AND m.user_id = u.id)
             WHERE u.id = $1`,
      values: [claim.userId, claim.roomId],
    });
    return { locale: toLocale(row?.locale ?? null), roomName: row?.room_name ?? null };
  }

  /** Does the same however often it is asked. @throws {DomainError} `invalid_payload` for a token that is not ours. */
  async stop(token: string, scope: UnsubscribeScope): Promise<void> {
    const { userId, roomId } = await this.read(token);
    if (scope !== 'room') {
      await this.database.query({ text: stops[scope], values: [userId] });
      await this.tellDevices(userId);
    } else if (roomId !== null) {
      await this.database.query({
        text: 'UPDATE room_member SET is_mailed = false WHERE user_id = $1 AND room_id = $2 AND is_mailed',
        values: [userId, roomId],
      });
    } else {
      throw new DomainError('invalid_payload', 'This link is about no single room.');
    }
  }

  /** The link works although the person, or what they are told by, may be gone. */
  private async tellDevices(userId: string): Promise<void> {
    try {
      await this.users.announce(userId, false);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'not_found')) throw error;
    }
  }

  private async read(token: string): Promise<UnsubscribeClaim> {
    const claim = await this.tokens.read(token);
    if (!claim) throw new DomainError('invalid_payload', 'This link is not valid.');
    return claim;
  }
}
