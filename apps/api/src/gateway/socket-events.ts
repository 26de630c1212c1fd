import { Injectable } from '@nestjs/common';
import { limits, type Message, type RequestEvent, type RequestPayload, type SignalEvent } from '@tertulia/contract';
import { Inject } from '@nestjs/common';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { MessageChangesService } from '../messages/message-changes.service.js';
import { MessagesService } from '../messages/messages.service.js';
import type { Connection } from '../realtime/connection.js';
import { ReadMarkersService } from '../rooms/read-markers.service.js';
import { RoomEntrance } from './room-entrance.js';

/** Takes a validated payload and answers the JSON of `data`. */
type Handle<Payload> = (connection: Connection, payload: Payload, answer: (dataJson: string) => void) => Promise<void>;

export type RequestHandlers = { [Event in RequestEvent]: Handle<RequestPayload<Event>> };
export type SignalHandlers = { [Event in SignalEvent]: (connection: Connection, roomId: string) => Promise<void> };

const messageJson = (message: Message) => `{"message":${JSON.stringify(message)}}`;

/** One handler per event of the contract; they know services, never Socket.IO. */
@Injectable()
export class SocketEvents {
  readonly requests: RequestHandlers;
  readonly signals: SignalHandlers;

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly markers: ReadMarkersService,
    private readonly messages: MessagesService,
    private readonly changes: MessageChangesService,
    private readonly entrance: RoomEntrance,
    private readonly limiter: RateLimiter,
  ) {
    this.requests = {
      'room:join': (connection, payload, answer) => this.join(connection, payload, answer),
      'room:leave': async (connection, { roomId }, answer) => {
        this.entrance.leave(connection, roomId);
        answer('{}');
      },
      'room:read': async ({ user }, { roomId, seq }, answer) => {
        answer(JSON.stringify(await this.markers.markRead(roomId, user.id, { seq })));
      },
      'message:send': async ({ user }, { roomId, ...request }, answer) => {
        const sent = await this.messages.send(user, roomId, request);
        answer(`{"message":${sent.json},"replayed":${sent.replayed}}`);
      },
      'message:edit': async ({ user }, { roomId, messageId, text }, answer) => {
        answer(messageJson(await this.changes.edit(user, roomId, messageId, text)));
      },
      'message:delete': async ({ user }, { roomId, messageId }, answer) => {
        answer(messageJson(await this.changes.delete(user, roomId, messageId)));
      },
      'message:react': async ({ user }, { roomId, messageId, emoji, remove }, answer) => {
        answer(messageJson(await this.changes.react(user, roomId, messageId, emoji, remove === true)));
      },
    };
    this.signals = {
      'typing:start': (connection, roomId) => this.type(connection, roomId, true),
      'typing:stop': (connection, roomId) => this.type(connection, roomId, false),
    };
  }

  private async join(
    connection: Connection,
    { roomId, afterVersion }: RequestPayload<'room:join'>,
    answer: (json: string) => void,
  ): Promise<void> {
    const known = connection.knownRooms();
    if (!known.has(roomId) && !this.limiter.isOff && known.size >= this.env.LIMIT_ROOMS_PER_SOCKET) {
      throw new DomainError('rate_limited', `A socket may be in at most ${this.env.LIMIT_ROOMS_PER_SOCKET} rooms.`, {
        retryAfterMs: 60_000,
      });
    }
    await this.entrance.enter(connection, roomId, afterVersion, answer);
  }

  private async type(connection: Connection, roomId: string, isTyping: boolean): Promise<void> {
    // Only somebody inside is heard, and silently dropped when they overdo it.
    if (!connection.rooms?.has(roomId)) return;
    if (isTyping && !(await this.limiter.allows('typing', connection.user.id))) return;
    this.entrance.setTyping(connection, roomId, isTyping);
  }

  /** What applies to a caller, for `session:ready`. */
  get callerLimits(): {
    messagesPerSecond: number;
    messageBurst: number;
    textLength: number;
    uploadBytes: number;
    attachmentsPerMessage: number;
  } {
    return {
      messagesPerSecond: this.env.LIMIT_MESSAGES_PER_SECOND,
      messageBurst: this.env.LIMIT_MESSAGE_BURST,
      textLength: limits.textLength,
      uploadBytes: this.env.LIMIT_UPLOAD_BYTES,
      attachmentsPerMessage: limits.attachmentsPerMessage,
    };
  }
}
