import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { type OwnUser, type UpdateMe, type User } from '@tertulia/contract';
import { RecentMessagesCache } from '../cache/recent-messages.cache.js';
import { SessionCache } from '../cache/session.cache.js';
import { notFound } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import { isUniqueViolation, toDomainError } from '../database/database-error.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { checkDisplayName, checkHandle, displayNameTaken, handleTaken } from './name-rules.js';
import { handleKey } from './random-name.js';
import { toSettings } from './settings.js';
import { displaySkeletonOf, skeletonOf } from './skeleton.js';
import { UserEntity } from './user.entity.js';

/** A person as everybody sees them. */
export function toUser(entity: UserEntity): User {
  return {
    id: entity.id,
    handle: entity.handle,
    displayName: entity.displayName,
    isGuest: entity.isGuest,
    isBot: entity.isBot,
    ...(entity.mark !== null && { mark: entity.mark }),
  };
}

/** A person as only they see themselves. */
export function toOwnUser(entity: UserEntity): OwnUser {
  return {
    ...toUser(entity),
    locale: entity.locale,
    createdAt: entity.createdAt.toISOString(),
    settings: toSettings(entity.settings),
    email: null,
    mailPreference: entity.mailPreference,
    quietHours: entity.quietHours,
    mailPausedUntil: entity.mailPausedUntil?.toISOString() ?? null,
  };
}

/** The own user and its settings. */
@Injectable()
export class UsersService {
  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    private readonly database: Database,
    private readonly sessions: SessionCache,
    private readonly recent: RecentMessagesCache,
    private readonly emitter: RealtimeEmitter,
  ) {}

  /** @throws {DomainError} `not_found` */
  async getOwn(userId: string): Promise<OwnUser> {
    return toOwnUser(await this.get(userId));
  }

  /**
   * Changes what is given; settings that are not named stay as they are.
   * @throws {DomainError} `conflict` for a name that is taken, reserved or looks like one that is, `invalid_payload` for a
   * handle of mixed scripts.
   */
  async update(userId: string, change: UpdateMe): Promise<OwnUser> {
    const before = await this.get(userId);
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
    return this.tell(userId, handle !== undefined || displayName !== undefined);
  }

  /** @param mark absent: the person wears none from now on. */
  async setMark(userId: string, mark: string | null): Promise<OwnUser> {
    await this.database.query({ text: 'UPDATE chat_user SET mark = $2 WHERE id = $1', values: [userId, mark] });
    return this.tell(userId, true);
  }

  private async get(userId: string): Promise<UserEntity> {
    const entity = await this.users.findOneBy({ id: userId }).catch((error: unknown) => {
      throw toDomainError(error);
    });
    if (!entity) throw notFound('The user');
    return entity;
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
  private async write(userId: string, { handle, displayName, locale, settings }: UpdateMe): Promise<void> {
    await this.database.query({
      text: `UPDATE chat_user SET handle = coalesce($2, handle), handle_key = coalesce($3, handle_key),
               handle_skeleton = coalesce($4, handle_skeleton), display_name = coalesce($5, display_name),
               locale = coalesce($6, locale), settings = settings || $7::jsonb
             WHERE id = $1`,
      values: [
        userId,
        handle,
        handle === undefined ? null : handleKey(handle),
        handle === undefined ? null : skeletonOf(handle),
        displayName,
        locale,
        JSON.stringify(settings ?? {}),
      ],
    });
  }

  private async tell(userId: string, isSeenByOthers: boolean): Promise<OwnUser> {
    const entity = await this.get(userId);
    if (isSeenByOthers) await this.spread(entity);
    const own = toOwnUser(entity);
    this.emitter.meUpdated(own);
    return own;
  }

  /** Everything that shows the old name is renewed: sessions, the newest messages of the person's rooms, open sockets. */
  private async spread(entity: UserEntity): Promise<void> {
    const [hashes, rooms] = await Promise.all([
      this.database.query<{ hash: string }>({
        text: `SELECT encode(token_hash, 'hex') AS hash FROM session WHERE user_id = $1`,
        values: [entity.id],
      }),
      this.database.query<{ room_id: string }>({
        text: 'SELECT room_id FROM room_member WHERE user_id = $1',
        values: [entity.id],
      }),
    ]);
    await this.sessions.remove(hashes.map((row) => row.hash));
    await this.recent.forget(rooms.map((row) => row.room_id));
    this.emitter.userChanged(toUser(entity));
  }
}
