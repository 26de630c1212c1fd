import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { roomRefSchema } from '@tertulia/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { RateLimiter } from '../cache/rate-limiter.js';
import { validate, validated } from '../common/validate.js';
import { bearerToken, Open } from '../identity/auth.guard.js';
import { SessionsService } from '../identity/sessions.service.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { ListenService } from './listen.service.js';

/** What a client says that it has; nonsense is the same as nothing. */
export const lastEventIdSchema = z.coerce.number().int().nonnegative().optional().catch(undefined);
const querySchema = z.strictObject({ ticket: z.string().max(100).optional() });

/** A room as server-sent events, for scripts and for browsers without a socket. */
@Controller('api/rooms/:room')
export class ListenController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly rooms: RoomsService,
    private readonly listeners: ListenService,
    private readonly limiter: RateLimiter,
  ) {}

  /** Signs in by header or by a single-use ticket, so the guard lets it through and it decides here. */
  @Open()
  @Get('listen')
  async listen(
    @Param('room', validated(roomRefSchema)) room: string,
    @Query() query: unknown,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { ticket } = validate(querySchema, query ?? {});
    const header = bearerToken(request.headers.authorization);
    const identity =
      header || !ticket ? await this.sessions.authenticate(header) : await this.sessions.redeemTicket(ticket);
    const roomId = await this.rooms.getOpenId(room, identity.user.id);
    await this.limiter.take('connect', identity.user.id);
    await this.listeners.open({ identity, roomId, after: lastEventIdSchema.parse(lastEventId), request, reply });
  }
}
