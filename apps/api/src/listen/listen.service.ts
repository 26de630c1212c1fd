import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound, unavailable } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import type { Identity } from '../identity/identity.js';
import { HistoryService } from '../messages/history.service.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { EventStream } from './event-stream.js';
import { FeedReader } from './feed-reader.js';
import { admitListener, type Listener, personListener, visitorListener } from './listener.js';

interface Opening {
  roomId: string;
  after: number | undefined;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Open event streams: what was missed first, then what happens, each version once and in order. */
@Injectable()
export class ListenService implements BeforeApplicationShutdown {
  private readonly streams = new Map<EventStream, Listener>();
  /** Those whose stream is open or about to be. */
  private readonly admitted = new Set<Listener>();
  private isLeaving = false;

  constructor(
    @Inject(INSTANCE) private readonly instance: InstanceIdentity,
    @Inject(ENV) private readonly env: Env,
    private readonly feeds: RoomFeeds,
    private readonly history: HistoryService,
    private readonly rooms: RoomsService,
    emitter: RealtimeEmitter,
  ) {
    emitter.onSessionEnded((sessionId) => this.closeSession(sessionId));
  }

  /** @throws {DomainError} `rate_limited` for too many streams, `unavailable` when the room cannot be read. */
  async open({ identity, ...opening }: Opening & { identity: Identity }): Promise<void> {
    await this.follow(personListener(identity), opening);
  }

  /**
   * The same for somebody who has not entered: nobody sees them, and they see what all see.
   * @throws {DomainError} `not_found` for a room that is not public, `rate_limited`, `unavailable`.
   */
  async openForVisitor(opening: Opening): Promise<void> {
    await this.follow(visitorListener(opening.request.ip), opening);
  }

  beforeApplicationShutdown(): void {
    this.sendElsewhere(this.env.DRAIN_MS);
  }

  /**
   * Ends all of them and opens no more; each goes on elsewhere from the last version that it got.
   * @param spreadMs the time over which they are asked to come back.
   */
  sendElsewhere(spreadMs: number): void {
    this.isLeaving = true;
    for (const stream of [...this.streams.keys()]) stream.end(Math.round(Math.random() * spreadMs));
  }

  private async follow(listener: Listener, { roomId, after, request, reply }: Opening): Promise<void> {
    if (this.isLeaving) throw unavailable(new Error('This node is leaving.'));
    if (this.env.LIMITS !== 'off') admitListener(listener, [...this.admitted], this.env);
    this.admitted.add(listener);
    const feed = this.feeds.open(roomId);
    const reader = new FeedReader(listener.identity?.user.id, listener.expiresAt);
    feed.listeners.add(reader);
    const release = (): void => {
      this.admitted.delete(listener);
      feed.listeners.delete(reader);
      this.feeds.release(feed);
    };
    try {
      // Asked now that whatever hides the room also closes the reader; before, it could pass unnoticed.
      if (!listener.identity) await this.rooms.getPublic(roomId);
      const missed = await this.history.changesAfter(roomId, after ?? Number.MAX_SAFE_INTEGER);
      feed.begin(missed.version, missed.lastSeq);
      if (this.isLeaving) throw unavailable(new Error('This node is leaving.'));
      if (reader.isClosed) throw notFound('The room');
      const stream = this.begin(listener, request, reply, release);
      const { version, lastSeq } = missed;
      const data = JSON.stringify({ instanceId: this.instance.instanceId, roomId, version });
      stream.send({ event: 'hello', data, id: after === undefined ? version : undefined });
      const isReset = after !== undefined && missed.reset;
      if (isReset) stream.send({ event: 'reset', data: JSON.stringify({ roomId, version, lastSeq }), id: version });
      reader.begin(stream, isReset ? [] : missed.changes, version);
    } catch (error) {
      release();
      throw error;
    }
  }

  private begin(listener: Listener, request: FastifyRequest, reply: FastifyReply, release: () => void): EventStream {
    reply.hijack();
    const response = reply.raw;
    // Headers that hooks have set so far (origin, caching) live in the reply, which no longer sends them.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) response.setHeader(name, value);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      // nginx would gather the stream otherwise.
      'X-Accel-Buffering': 'no',
    });
    request.raw.socket.setKeepAlive(true, 30_000);
    // A session may last longer than a timer can; its end is seen with the next change.
    const visit = listener.identity
      ? undefined
      : setTimeout(() => stream.close(), listener.expiresAt - Date.now()).unref();
    const stream: EventStream = new EventStream(response, () => {
      clearTimeout(visit);
      this.streams.delete(stream);
      release();
    });
    this.streams.set(stream, listener);
    // Somebody who asks for the headers alone gets them, and no stream stays open behind them.
    if (request.method === 'HEAD') stream.close();
    return stream;
  }

  private closeSession(sessionId: string): void {
    for (const [stream, { identity }] of [...this.streams]) if (identity?.sessionId === sessionId) stream.close();
  }
}
