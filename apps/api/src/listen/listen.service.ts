import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import type { Identity } from '../identity/identity.js';
import { HistoryService } from '../messages/history.service.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import type { RoomChange } from '../realtime/room-change.js';
import type { FeedListener } from '../realtime/room-feed.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { EventStream } from './event-stream.js';

const MOST_STREAMS = 10_000;
const MOST_STREAMS_PER_USER = 10;

interface Opening {
  identity: Identity;
  roomId: string;
  after: number | undefined;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Open event streams: what was missed first, then what happens, each version once and in order. */
@Injectable()
export class ListenService implements BeforeApplicationShutdown {
  private readonly streams = new Map<EventStream, Identity>();

  constructor(
    @Inject(INSTANCE) private readonly instance: InstanceIdentity,
    private readonly feeds: RoomFeeds,
    private readonly history: HistoryService,
    private readonly limiter: RateLimiter,
    emitter: RealtimeEmitter,
  ) {
    emitter.onSessionEnded((sessionId) => this.closeSession(sessionId));
  }

  /** @throws {DomainError} `not_found` for who was sent out meanwhile, `rate_limited` for too many streams, `unavailable` when the room cannot be read. */
  async open({ identity, roomId, after, request, reply }: Opening): Promise<void> {
    await this.admit(identity);
    const feed = this.feeds.open(roomId);
    const waiting: RoomChange[] = [];
    let deliver = (change: RoomChange): void => void waiting.push(change);
    let stream: EventStream | undefined;
    let isSentOut = false;
    const listener: FeedListener = {
      userId: identity.user.id,
      deliver: (change) => deliver(change),
      reset: () => stream?.close(),
      close: () => {
        isSentOut = true;
        stream?.close();
      },
    };
    feed.listeners.add(listener);
    try {
      const missed = await this.history.changesAfter(roomId, after ?? Number.MAX_SAFE_INTEGER);
      if (isSentOut) throw notFound('The room');
      feed.begin(missed.version, missed.lastSeq);
      stream = this.begin(identity, request, reply, () => {
        feed.listeners.delete(listener);
        this.feeds.release(feed);
      });
      let known = missed.version;
      const hello = JSON.stringify({ instanceId: this.instance.instanceId, roomId, version: missed.version });
      stream.send('hello', hello, after === undefined ? missed.version : undefined);
      if (after !== undefined && missed.reset) {
        sendReset(stream, roomId, missed);
      } else {
        for (const change of missed.changes) sendChange(stream, change, identity.user.id);
      }
      deliver = (change) => {
        if (change.version <= known || !stream) return;
        if (identity.expiresAt <= Date.now()) {
          stream.close();
          return;
        }
        known = change.version;
        sendChange(stream, change, identity.user.id);
      };
      for (const change of waiting) deliver(change);
    } catch (error) {
      feed.listeners.delete(listener);
      this.feeds.release(feed);
      throw error;
    }
  }

  beforeApplicationShutdown(): void {
    for (const stream of [...this.streams.keys()]) stream.close();
  }

  private begin(identity: Identity, request: FastifyRequest, reply: FastifyReply, release: () => void): EventStream {
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
    const stream: EventStream = new EventStream(response, () => {
      this.streams.delete(stream);
      release();
    });
    this.streams.set(stream, identity);
    // Somebody who asks for the headers alone gets them, and no stream stays open behind them.
    if (request.method === 'HEAD') stream.close();
    return stream;
  }

  private async admit(identity: Identity): Promise<void> {
    await this.limiter.take('connect', identity.user.id);
    const own = [...this.streams.values()].filter((other) => other.user.id === identity.user.id).length;
    if (this.limiter.isOff || (own < MOST_STREAMS_PER_USER && this.streams.size < MOST_STREAMS)) return;
    throw new DomainError('rate_limited', 'Too many open streams.', { retryAfterMs: 10_000 });
  }

  private closeSession(sessionId: string): void {
    for (const [stream, identity] of [...this.streams]) if (identity.sessionId === sessionId) stream.close();
  }
}

function sendReset(
  stream: EventStream,
  roomId: string,
  { version, lastSeq }: { version: number; lastSeq: number },
): void {
  stream.send('reset', JSON.stringify({ roomId, version, lastSeq }), version);
}

function sendChange(stream: EventStream, change: RoomChange, userId: string): void {
  const own = change.perUser?.find(([viewerId]) => viewerId === userId)?.[1];
  stream.send(change.event, own ?? change.payload, change.version);
}
