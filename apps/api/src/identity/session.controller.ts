import { Body, Controller, Delete, Get, HttpCode, Ip, Patch, Post } from '@nestjs/common';
import {
  type CreateSession,
  createSessionSchema,
  type OwnUser,
  type Session,
  type StreamTicket,
  type UpdateMe,
  updateMeSchema,
} from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { validated } from '../common/validate.js';
import { CurrentIdentity, Open } from './auth.guard.js';
import type { Identity } from './identity.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

/** Entering, leaving and the own user. */
@Controller('api')
export class SessionController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
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

  @Post('stream-ticket')
  async createTicket(@CurrentIdentity() identity: Identity): Promise<StreamTicket> {
    await this.limiter.take('connect', identity.user.id);
    return { ticket: await this.sessions.createTicket(identity.sessionId) };
  }
}
