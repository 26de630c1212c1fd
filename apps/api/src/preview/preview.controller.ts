import { Controller, Get, Headers, Ip, Param, Query, Req, Res } from '@nestjs/common';
import { type PreviewRoom, previewRoomSchema, type RoomPreview, roomRefSchema } from '@tertulia/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiter } from '../cache/rate-limiter.js';
import { validated } from '../common/validate.js';
import { Open } from '../identity/auth.guard.js';
import { lastEventIdSchema } from '../listen/listen.controller.js';
import { ListenService } from '../listen/listen.service.js';
import { HistoryService } from '../messages/history.service.js';
import { RoomsService } from '../rooms/rooms.service.js';

/** Public rooms for somebody who has not entered: to read, and to read along. */
@Controller('api/public/rooms/:room')
export class PreviewController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly history: HistoryService,
    private readonly listeners: ListenService,
    private readonly limiter: RateLimiter,
  ) {}

  @Open()
  @Get()
  async get(
    @Param('room', validated(roomRefSchema)) ref: string,
    @Query(validated(previewRoomSchema)) query: PreviewRoom,
    @Ip() address: string,
  ): Promise<RoomPreview> {
    await this.limiter.take('preview', address);
    const room = await this.rooms.getPublic(ref);
    return { room, page: await this.history.preview(room.id, query) };
  }

  @Open()
  @Get('listen')
  async listen(
    @Param('room', validated(roomRefSchema)) ref: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.limiter.take('preview', request.ip);
    const { id } = await this.rooms.getPublic(ref);
    await this.listeners.openForVisitor({ roomId: id, after: lastEventIdSchema.parse(lastEventId), request, reply });
  }
}
