import { Injectable } from '@nestjs/common';
import type { OwnUser, UpdateMe, User } from '@tertulia/contract';
import { RecentMessagesCache } from '../cache/recent-messages.cache.js';
import { SessionCache } from '../cache/session.cache.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import { isUniqueViolation } from '../database/database-error.js';
import { Outbox } from '../outbox/outbox.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { checkDisplayName, checkHandle, displayNameTaken, handleTaken } from './name-rules.js';
import { OWN_USER, type OwnUserRow, rowToOwnUser } from './own-user.js';
import { handleKey } from './random-name.js';
import { displaySkeletonOf, skeletonOf } from './skeleton.js';

/** Days for which mail may be paused at most. */
const LONGEST_PAUSE = 30;

/** The own user and its settings. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionCache,
    private readonly recent: RecentMessagesCache,
    private readonly emitter: RealtimeEmitter,
    private readonly outbox: Outbox,
  ) {}

  /** @throws {DomainError} `not_found` */
  async getOwn(userId: string): Promise<OwnUser> {
    const [row] = await this.database.query<OwnUserRow>({ name: 'own_user', text: OWN_USER, values: [userId] });
    if (!row) throw notFound('The user');
    return rowToOwnUser(row);
  }

  /**
   * Changes what is given; settings that are not named stay as they are.
   * @throws {DomainError} `conflict` for a name that is taken, reserved or looks like one that is, `invalid_payload` for a
   * handle of mixed scripts or a pause that is too long.
   */
  async update(userId: string, change: UpdateMe): Promise<OwnUser> {
    const before = await this.getOwn(userId);
    const handle = change.handle === before.handle ? undefined : change.handle;
    const displayName = change.displayName === before.displayName ? undefined : change.displayName;
    if (handle !== undefined) checkHandle(handle);
    if (displayName !== undefined) await this.checkFreeDisplayName(userId, displayName);
    try {
      await this.write(userId, { ...change, handle, displayName });
    } catch (error) {
      if (isUniqueViolation(error)) throw handleTaken();
      throw error;
    }
    if (isAboutMail(change)) await this.outbox.reconsider(userId);
    return this.announce(userId, handle !== undefined || displayName !== undefined);
  }

  /** @param mark absent: the person wears none from now on. */
  async setMark(userId: string, mark: string | null): Promise<OwnUser> {
    await this.database.query({ text: 'UPDATE chat_user SET mark = $2 WHERE id = $1', values: [userId, mark] });
    return this.announce(userId, true);
  }

  /** Tells a person's own sockets what was changed, and everybody if it is something that they see. */
  async announce(userId: string, isSeenByOthers: boolean): Promise<OwnUser> {
    const own = await this.getOwn(userId);
    if (isSeenByOthers) await this.spread(own);
    this.emitter.meUpdated(own);
    return own;
  }

  /** A handle that somebody takes in the same moment is an accepted race: it may then look like the new display name. */
  private async checkFreeDisplayName(userId: string, displayName: string): Promise<void> {
    checkDisplayName(displayName);
    const others = await this.database.query({
      text: 'SELECT 1 FROM chat_user WHERE handle_skeleton = $1 AND id <> $2',
      values: [displaySkeletonOf(displayName), userId],
    });
    if (others.length > 0) throw displayNameTaken();
  }

  /** One statement, so that settings changed on two devices at once are both kept. */
  private async write(
    userId: string,
    { handle, displayName, locale, timeZone, settings, ...mail }: UpdateMe,
  ): Promise<void> {
    const rows = await this.database.query<object>({
      text: `UPDATE chat_user SET handle = coalesce($2, handle), handle_key = coalesce($3, handle_key),
               handle_skeleton = coalesce($4, handle_skeleton), display_name = coalesce($5, display_name),
               locale = coalesce($6, locale), time_zone = coalesce($14, time_zone), settings = settings || $7::jsonb, mail_preference = coalesce($8, mail_preference),
               quiet_hours = CASE WHEN $9 THEN $10::jsonb ELSE quiet_hours END,
               mail_paused_until = CASE WHEN $11 THEN $12::timestamptz ELSE mail_paused_until END
             WHERE id = $1 AND ($12::timestamptz IS NULL OR $12::timestamptz <= mail_now() + make_interval(days => $13))
             RETURNING id`,
      values: [
        userId,
        handle,
        handle === undefined ? null : handleKey(handle),
        handle === undefined ? null : skeletonOf(handle),
        displayName,
        locale,
        JSON.stringify(settings ?? {}),
        mail.mailPreference,
        mail.quietHours !== undefined,
        mail.quietHours ? JSON.stringify(mail.quietHours) : null,
        mail.mailPausedUntil !== undefined,
        mail.mailPausedUntil ? new Date(mail.mailPausedUntil) : null,
        LONGEST_PAUSE,
        timeZone,
      ],
    });
    if (rows.length === 0) throw pauseTooLong();
  }

  /** Everything that shows what they were is renewed: sessions, the newest messages of the person's rooms, open sockets. */
  private async spread(own: OwnUser): Promise<void> {
    const [hashes, rooms] = await Promise.all([
      this.database.query<{ hash: string }>({
        text: `SELECT encode(token_hash, 'hex') AS hash FROM session WHERE user_id = $1`,
        values: [own.id],
      }),
      this.database.query<{ room_id: string }>({
        text: 'SELECT room_id FROM room_member WHERE user_id = $1',
        values: [own.id],
      }),
    ]);
    await this.sessions.remove(hashes.map((row) => row.hash));
    await this.recent.forget(rooms.map((row) => row.room_id));
    this.emitter.userChanged(toUser(own));
  }
}

/** Of the own user, what everybody may see. */
function toUser({ id, handle, displayName, isGuest, isBot, mark }: OwnUser): User {
  return { id, handle, displayName, isGuest, isBot, ...(mark !== undefined && { mark }) };
}

function pauseTooLong(): DomainError {
  return new DomainError('invalid_payload', 'The request is not valid.', {
    issues: [{ path: 'mailPausedUntil', message: `at most ${LONGEST_PAUSE} days ahead` }],
  });
}

function isAboutMail({ mailPreference, quietHours, mailPausedUntil }: UpdateMe): boolean {
  return mailPreference !== undefined || quietHours !== undefined || mailPausedUntil !== undefined;
}
