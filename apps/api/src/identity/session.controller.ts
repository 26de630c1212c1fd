import { Body, Controller, Delete, Get, HttpCode, Ip, Patch, Post, Put, Query } from '@nestjs/common';
import {
  type CreateSession,
  createSessionSchema,
  findUsersSchema,
  type MakeMark,
  makeMarkSchema,
  type OwnUser,
  type Session,
  type StreamTicket,
  type UpdateMe,
  updateMeSchema,
  type User,
} from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { validated } from '../common/validate.js';
import { CurrentIdentity, Open } from './auth.guard.js';
import type { Identity } from './identity.js';
import { MarksService } from './marks.service.js';
import { PeopleRepository } from './people.repository.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

/** Entering, leaving, the own user and finding others. */
@Controller('api')
export class SessionController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly marks: MarksService,
    private readonly people: PeopleRepository,
    private readonly limiter: RateLimiter,
  ) {}

  @Open()
  @Post('session')
  async create(@Body(validated(createSessionSchema)) request: CreateSession, @Ip() address: string): Promise<Session> {
    await this.limiter.take('session', address);
    return this.sessions.createGuest(request);
  }

  @Delete('session')
  @HttpCode(204)
  async end(@CurrentIdentity() identity: Identity): Promise<void> {
    await this.sessions.end(identity.sessionId);
  }

  @Get('me')
  get(@CurrentIdentity() identity: Identity): Promise<OwnUser> {
    return this.users.getOwn(identity.user.id);
  }

  @Patch('me')
  async update(
    @CurrentIdentity() identity: Identity,
    @Body(validated(updateMeSchema)) change: UpdateMe,
  ): Promise<OwnUser> {
    await this.limiter.take('change', identity.user.id);
    return this.users.update(identity.user.id, change);
  }

  /** Limited by address too: who makes guests could otherwise try passphrases without end. */
  @Put('me/mark')
  async makeMark(
    @CurrentIdentity() identity: Identity,
    @Body(validated(makeMarkSchema)) { passphrase }: MakeMark,
    @Ip() address: string,
  ): Promise<OwnUser> {
    await this.limiter.take('mark', identity.user.id);
    await this.limiter.take('mark', address);
    return this.users.setMark(identity.user.id, await this.marks.make(passphrase));
  }

  @Delete('me/mark')
  async removeMark(@CurrentIdentity() identity: Identity): Promise<OwnUser> {
    await this.limiter.take('change', identity.user.id);
    return this.users.setMark(identity.user.id, null);
  }

  @Get('users')
  async findUsers(
    @CurrentIdentity() identity: Identity,
    @Query(validated(findUsersSchema)) { q }: { q: string },
  ): Promise<{ items: User[]; nextCursor: null }> {
    await this.limiter.take('people', identity.user.id);
    return { items: await this.people.find(q), nextCursor: null };
  }

  @Post('stream-ticket')
  async createTicket(@CurrentIdentity() identity: Identity): Promise<StreamTicket> {
    await this.limiter.take('connect', identity.user.id);
    return { ticket: await this.sessions.createTicket(identity.sessionId) };
  }
}
