import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { CallerLimits } from '@tertulia/contract';
import type { Server, Socket } from 'socket.io';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, unavailable } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { DatabaseClock } from '../database/database-clock.js';
import type { Identity } from '../identity/identity.js';
import { SessionsService } from '../identity/sessions.service.js';
import { Connection } from '../realtime/connection.js';
import { boundClosings, holdWrites, releaseHandshake } from '../realtime/socket-internals.js';
import { INSTANCE, type InstanceIdentity } from './instance-id.js';
import { DoorFigures } from './door-figures.js';
import { SocketPlaces } from './socket-places.js';

/** Open sockets are held against the database this often, in case nobody told of a session's end. */
const RECHECK_MS = 300_000;
/** The same while other nodes cannot tell this one. */
const RECHECK_ALONE_MS = 2_000;
const RECHECK_CHUNK = 1_000;
/** Sockets that may wait for the database at once; each is refused within three seconds when it is away. */
const MOST_SIGNING_IN = 2_000;
/** A client that was told that its connection closes is waited for so long. */
const CLOSING_MS = 3_000;

/** Signs sockets in and out and keeps account of them. */
@Injectable()
export class ConnectionDesk implements OnApplicationShutdown {
  readonly figures = new DoorFigures();
  private readonly admitted = new WeakMap<Socket, Identity>();
  private readonly recheck: NodeJS.Timeout;
  private lastRecheck = performance.now();
  private signingIn = 0;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(INSTANCE) private readonly instance: InstanceIdentity,
    private readonly sessions: SessionsService,
    private readonly limiter: RateLimiter,
    private readonly places: SocketPlaces,
    private readonly clock: DatabaseClock,
  ) {
    this.recheck = setInterval(() => void this.recheckIfDue(), RECHECK_ALONE_MS).unref();
  }

  watch(server: Server): void {
    this.places.counts.watch(server);
    boundClosings(server, CLOSING_MS);
  }

  /** @throws {DomainError} `unauthenticated`, `rate_limited`, `unavailable`. */
  async admit(socket: Socket): Promise<void> {
    if (this.signingIn >= MOST_SIGNING_IN)
      throw unavailable(new Error('Too many are signing in.'), 1_000 + Math.round(Math.random() * 4_000));
    this.signingIn += 1;
    try {
      await this.signIn(socket);
    } finally {
      this.signingIn -= 1;
    }
  }

  /** Registers a socket that was admitted and sends its first event. */
  open(socket: Socket, limits: CallerLimits): Connection | undefined {
    const identity = this.admitted.get(socket);
    this.admitted.delete(socket);
    if (!identity) {
      socket.disconnect(true);
      return undefined;
    }
    const connection = new Connection(socket, identity.sessionId, identity.expiresAt, identity.user);
    releaseHandshake(socket);
    this.places.connections.add(connection);
    socket.on('disconnect', () => {
      if (connection.isSlow) this.figures.slowDropped += 1;
      this.places.connections.remove(connection);
      this.places.entrance.leaveAll(connection);
    });
    connection.sendNow('session:ready', {
      user: identity.user,
      instanceId: this.instance.instanceId,
      serverTime: this.clock.now().toISOString(),
      limits,
    });
    return connection;
  }

  /** Whether its session has ended, by the database's clock. */
  isOver(connection: Connection): boolean {
    return connection.expiresAt <= this.clock.now().getTime();
  }

  onApplicationShutdown(): void {
    clearInterval(this.recheck);
  }

  private async signIn(socket: Socket): Promise<void> {
    const auth: unknown = socket.handshake.auth;
    const token = typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : undefined;
    const identity = await this.sessions.authenticate(token);
    await this.limiter.take('connect', identity.user.id);
    if (!this.limiter.isOff && this.places.connections.of(identity.user.id).length >= this.env.LIMIT_SOCKETS_PER_USER) {
      throw new DomainError(
        'rate_limited',
        `A person may have at most ${this.env.LIMIT_SOCKETS_PER_USER} open sockets.`,
        { retryAfterMs: 30_000 },
      );
    }
    this.admitted.set(socket, identity);
    holdWrites(socket);
  }

  private async recheckIfDue(): Promise<void> {
    const pause = this.sessions.isHearing ? RECHECK_MS : RECHECK_ALONE_MS;
    if (performance.now() - this.lastRecheck < pause) return;
    this.lastRecheck = performance.now();
    const connections = [...this.places.connections.all()];
    try {
      for (let start = 0; start < connections.length; start += RECHECK_CHUNK) {
        const chunk = connections.slice(start, start + RECHECK_CHUNK);
        const alive = await this.sessions.findAlive([...new Set(chunk.map((connection) => connection.sessionId))]);
        for (const connection of chunk) {
          const expiresAt = alive.get(connection.sessionId);
          if (expiresAt === undefined) connection.end('unauthenticated', 'The session has ended.');
          else connection.expiresAt = expiresAt;
        }
      }
    } catch {
      // The database is away; the next check asks again, and a revocation is announced besides.
    }
  }
}
