import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import {
  type ChangesPage,
  type EditMessage,
  editMessageSchema,
  emojiSchema,
  idSchema,
  limits,
  type ListChanges,
  listChangesSchema,
  type Message,
  publishSchema,
  REPLAY_HEADER,
  roomRefSchema,
  type SendMessage,
  sendMessageSchema,
} from '@tertulia/contract';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { HistoryService } from './history.service.js';
import { MessageChangesService } from './message-changes.service.js';
import { MessagesService, type Sent } from './messages.service.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Messages over HTTP; pages of history have a route of their own, see `history.route`. */
@Controller('api/rooms/:room')
export class MessagesController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly messages: MessagesService,
    private readonly changes: MessageChangesService,
    private readonly history: HistoryService,
  ) {}

  @Get('changes')
  listChanges(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Query(validated(listChangesSchema)) query: ListChanges,
  ): Promise<ChangesPage> {
    return this.history.listChanges(user, room, query.after, query.limit ?? limits.changesPage);
  }

  @Post('messages')
  async send(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(sendMessageSchema)) request: SendMessage,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return answer(reply, await this.messages.send(user, await this.rooms.getOpenId(room, user.id), request));
  }

  @Post('publish')
  async publish(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Body(validated(publishSchema)) request: { message: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const roomId = await this.rooms.getOpenId(room, user.id);
    return answer(
      reply,
      await this.messages.send(user, roomId, { text: request.message, clientMessageId: randomUUID() }),
    );
  }

  @Patch('messages/:id')
  edit(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(idSchema)) id: string,
    @Body(validated(editMessageSchema)) request: EditMessage,
  ): Promise<Message> {
    return this.changes.edit(user, room, id, request.text);
  }

  @Delete('messages/:id')
  delete(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(idSchema)) id: string,
  ): Promise<Message> {
    return this.changes.delete(user, room, id);
  }

  @Put('messages/:id/reactions/:emoji')
  react(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(idSchema)) id: string,
    @Param('emoji', validated(emojiSchema)) emoji: string,
  ): Promise<Message> {
    return this.changes.react(user, room, id, emoji, false);
  }

  @Delete('messages/:id/reactions/:emoji')
  unreact(
    @CurrentIdentity() { user }: Identity,
    @Param('room', validated(roomRefSchema)) room: string,
    @Param('id', validated(idSchema)) id: string,
    @Param('emoji', validated(emojiSchema)) emoji: string,
  ): Promise<Message> {
    return this.changes.react(user, room, id, emoji, true);
  }
}

/** 201 with the new message, or 200 with the stored one and a header that says so. */
function answer(reply: FastifyReply, sent: Sent): string {
  reply.type(JSON_TYPE);
  reply.status(sent.replayed ? 200 : 201);
  if (sent.replayed) reply.header(REPLAY_HEADER, 'true');
  return sent.json;
}
