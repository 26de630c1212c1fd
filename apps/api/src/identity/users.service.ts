import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { defaultSettings, type OwnUser, type UpdateMe, type User } from '@tertulia/contract';
import { RecentMessagesCache } from '../cache/recent-messages.cache.js';
import { SessionCache } from '../cache/session.cache.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import { isUniqueViolation, toDomainError } from '../database/database-error.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { handleKey, isReservedHandle } from './random-name.js';
import { UserEntity } from './user.entity.js';

/** A person as everybody sees them. */
export function toUser(entity: UserEntity): User {
  return {
    id: entity.id,
    handle: entity.handle,
    displayName: entity.displayName,
    isGuest: entity.isGuest,
    isBot: entity.isBot,
  };
}

/** A person as only they see themselves. */
export function toOwnUser(entity: UserEntity): OwnUser {
  return { ...toUser(entity), locale: entity.locale, createdAt: entity.createdAt.toISOString(), settings: defaultSettings };
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

  /** @throws {DomainError} `conflict` for a handle that is taken or reserved. */
  async update(userId: string, change: UpdateMe): Promise<OwnUser> {
    const entity = await this.get(userId);
    if (change.handle !== undefined && isReservedHandle(change.handle)) throw taken();
    Object.assign(entity, change, change.handle !== undefined && { handleKey: handleKey(change.handle) });
    try {
      await this.users.save(entity);
    } catch (error) {
      if (isUniqueViolation(error)) throw taken();
      throw toDomainError(error);
    }
    await this.spread(entity);
    return toOwnUser(entity);
  }

  private async get(userId: string): Promise<UserEntity> {
    const entity = await this.users.findOneBy({ id: userId }).catch((error: unknown) => {
      throw toDomainError(error);
    });
    if (!entity) throw notFound('The user');
    return entity;
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

function taken(): DomainError {
  return new DomainError('conflict', 'This handle is taken.', { issues: [{ path: 'handle', message: 'taken' }] });
}
