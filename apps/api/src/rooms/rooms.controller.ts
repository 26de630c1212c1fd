import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import {
  CACHE_HEADER,
  type CreateRoom,
  createRoomSchema,
  listRoomsSchema,
  type MarkRead,
  markReadSchema,
  type ReadState,
  type Room,
  roomRefSchema,
  type UpdateRoom,
  updateRoomSchema,
} from '@tertulia/contract';
import type { FastifyReply } from 'fastify';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { ReadMarkersService } from './read-markers.service.js';
import { RoomsService } from './rooms.service.js';

/** Rooms over HTTP. */
@Controller('api/rooms')
export class RoomsController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly markers: ReadMarkersService,
  ) {}

  @Get()
  async list(
    @CurrentIdentity() identity: Identity,
    @Query(validated(listRoomsSchema)) query: { q?: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | { items: Room[]; nextCursor: null }> {
    const text = query.q?.trim();
    if (text) {
      reply.header(CACHE_HEADER, 'miss');
      return { items: await this.rooms.search(text, identity.user.id), nextCursor: null };
    }
    const { rooms, hit } = await this.rooms.listFor(identity.user.id);
    reply.header(CACHE_HEADER, hit ? 'hit' : 'miss');
    if (typeof rooms !== 'string') return { items: rooms, nextCursor: null };
    reply.type('application/json; charset=utf-8');
    return `{"items":${rooms},"nextCursor":null}`;
  }

  @Post()
  create(@CurrentIdentity() identity: Identity, @Body(validated(createRoomSchema)) request: CreateRoom): Promise<Room> {
    return this.rooms.create(request, identity.user.id);
  }

  @Get(':room')
  get(@CurrentIdentity() identity: Identity, @Param('room', validated(roomRefSchema)) room: string): Promise<Room> {
    return this.rooms.getOpen(room, identity.user.id);
  }

  @Patch(':room')
  update(
    @CurrentIdentity() identity: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(updateRoomSchema)) change: UpdateRoom,
  ): Promise<Room> {
    return this.rooms.update(room, identity.user.id, change);
  }

  @Delete(':room')
  @HttpCode(204)
  async close(
    @CurrentIdentity() identity: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
  ): Promise<void> {
    await this.rooms.close(room, identity.user.id);
  }

  @Put(':room/read')
  markRead(
    @CurrentIdentity() identity: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(markReadSchema)) mark: MarkRead,
  ): Promise<ReadState> {
    return this.markers.markRead(room, identity.user.id, mark);
  }
}
