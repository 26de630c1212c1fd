import { Inject, Injectable } from '@nestjs/common';
import { type CreateSession, defaultSettings, type Session, type User } from '@tertulia/contract';
import { type CachedSession, SessionCache } from '../cache/session.cache.js';
import { Batcher } from '../common/batcher.js';
import { DomainError } from '../common/domain-error.js';
import { Lease } from '../common/lease.js';
import { uuidv7 } from '../common/uuid.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { DatabaseClock } from '../database/database-clock.js';
import { Database } from '../database/database.js';
import { isUniqueViolation } from '../database/database-error.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import type { Identity } from './identity.js';
import { checkDisplayName, displayNameTaken } from './name-rules.js';
import { handleKey, randomHandle } from './random-name.js';
import { displaySkeletonOf, skeletonOf } from './skeleton.js';
import { createToken, hashToken, isToken } from './token.js';
import { rowToUser, userColumns, type UserRow } from './user-row.js';

const MOST_HANDLE_ATTEMPTS = 5;
const TICKET_SECONDS = 60;
const MOST_ENDED = 10_000;
const DAY_MS = 86_400_000;
const LEASE_MS = 1_000;

interface SessionRow extends UserRow {
  session_id: string;
  expires_at: Date;
}

/** Signing in and out, and telling who a token belongs to. */
@Injectable()
export class SessionsService {
  /** Look-ups of the same moment share one statement: a storm of reconnections is a few queries, not thousands. */
  private readonly lookups: Batcher<Buffer, { session: CachedSession | null }>;
  /** Sessions that ended lately: one that was read just before may still be put into the cache just after. */
  private readonly ended = new Set<string>();
  /** Whom a token stood for a moment ago; the end of any session and any new name that this node hears of clear it. */
  private readonly identities = new Lease<Identity>(LEASE_MS);

  constructor(
    private readonly database: Database,
    private readonly cache: SessionCache,
    private readonly emitter: RealtimeEmitter,
    @Inject(ENV) private readonly env: Env,
    private readonly clock: DatabaseClock,
  ) {
    this.lookups = new Batcher((hashes) => this.findMany(hashes), { batchSize: 256, queueSize: 20_000 });
    emitter.onSessionEnded((sessionId) => this.noteEnded(sessionId));
    emitter.onUserChanged(() => this.identities.clear());
  }

  /**
   * Makes a guest with a random readable handle and a session for it.
   * @throws {DomainError} `conflict` for a display name that looks like somebody's handle or a reserved word.
   */
  async createGuest(request: CreateSession): Promise<Session> {
    if (request.displayName !== undefined) checkDisplayName(request.displayName);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.insertGuest(randomHandle(), request.displayName);
      } catch (error) {
        if (!isUniqueViolation(error) || attempt >= MOST_HANDLE_ATTEMPTS) throw error;
      }
    }
  }

  /** @throws {DomainError} `unauthenticated` for a token that we did not issue, or that has ended. */
  async authenticate(token: unknown): Promise<Identity> {
    if (!isToken(token)) throw unauthenticated();
    const now = this.clock.now().getTime();
    const known = this.identities.find(token);
    if (known && known.expiresAt > now) return known;
    const hash = hashToken(token);
    const key = hash.toString('hex');
    let session = await this.cache.read(key);
    // One that is due to be renewed is not taken from the cache, where it would stay for as long as it is used.
    if (!session || session.expiresAt < now + (this.env.SESSION_DAYS * DAY_MS) / 2) {
      session = (await this.lookups.add(hash)).session;
      if (session) void this.cache.write(key, session);
    }
    if (!session || session.expiresAt <= now) throw unauthenticated();
    if (this.ended.has(session.sessionId)) {
      await this.cache.remove([key]);
      throw unauthenticated();
    }
    const identity = toIdentity(session);
    if (this.emitter.isHeard) this.identities.keep(token, identity);
    return identity;
  }

  /** Ends a session: the token is refused from now on and its sockets are closed. */
  async end(sessionId: string): Promise<void> {
    const rows = await this.database.query<{ hash: string }>({
      text: `DELETE FROM session WHERE id = $1 RETURNING encode(token_hash, 'hex') AS hash`,
      values: [sessionId],
    });
    await this.cache.remove(rows.map((row) => row.hash));
    this.emitter.sessionEnded(sessionId);
  }

  /** Whether this node hears at once of sessions that end on others. */
  get isHearing(): boolean {
    return this.emitter.isHeard;
  }

  /** Until when each of these sessions lasts, renewed by their use; those that have ended are left out. */
  async findAlive(sessionIds: string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; expires_at: Date }>({
      text: `WITH used AS (
               UPDATE session SET expires_at = now() + make_interval(days => $2)
               WHERE id = ANY($1::uuid[]) AND expires_at > now() AND expires_at < now() + make_interval(days => $2) / 2
               RETURNING id, expires_at
             )
             SELECT s.id, coalesce(used.expires_at, s.expires_at) AS expires_at
             FROM session s LEFT JOIN used ON used.id = s.id WHERE s.id = ANY($1::uuid[]) AND s.expires_at > now()`,
      values: [sessionIds, this.env.SESSION_DAYS],
    });
    return new Map(rows.map((row) => [row.id, row.expires_at.getTime()]));
  }

  /** A ticket that opens one event stream within a minute, for clients that cannot set a header. */
  async createTicket(sessionId: string): Promise<string> {
    const ticket = createToken();
    await this.database.query({
      text: `WITH stale AS (DELETE FROM stream_ticket WHERE expires_at < now())
             INSERT INTO stream_ticket (ticket_hash, session_id, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))`,
      values: [hashToken(ticket), sessionId, TICKET_SECONDS],
    });
    return ticket;
  }

  /** @throws {DomainError} `unauthenticated` for a ticket that is used, old or made up. */
  async redeemTicket(ticket: unknown): Promise<Identity> {
    if (!isToken(ticket)) throw unauthenticated();
    const [row] = await this.database.query<SessionRow>({
      text: `WITH used AS (DELETE FROM stream_ticket WHERE ticket_hash = $1 RETURNING session_id, expires_at)
             SELECT ${SESSION_COLUMNS}
             FROM used JOIN session s ON s.id = used.session_id JOIN chat_user u ON u.id = s.user_id
             WHERE used.expires_at > now() AND s.expires_at > now()`,
      values: [hashToken(ticket)],
    });
    if (!row) throw unauthenticated();
    return toIdentity(toCachedSession(row));
  }

  private noteEnded(sessionId: string): void {
    this.identities.clear();
    this.ended.add(sessionId);
    if (this.ended.size <= MOST_ENDED) return;
    for (const oldest of this.ended) {
      this.ended.delete(oldest);
      return;
    }
  }

  private async insertGuest(handle: string, displayName: string | undefined): Promise<Session> {
    const token = createToken();
    const userId = uuidv7();
    const sessionId = uuidv7();
    const [row] = await this.database.query<{ created_at: Date; expires_at: Date }>({
      name: 'create_guest',
      text: `WITH guest AS (
               INSERT INTO chat_user (id, handle, handle_key, handle_skeleton, display_name)
               SELECT $1::uuid, $2, $3, $8, $4 WHERE NOT EXISTS (SELECT 1 FROM chat_user WHERE handle_skeleton = $9)
               RETURNING id, created_at
             ), opened AS (
               INSERT INTO session (id, user_id, token_hash, expires_at)
               SELECT $5, id, $6, now() + make_interval(days => $7) FROM guest RETURNING expires_at
             )
             SELECT guest.created_at, opened.expires_at FROM guest, opened`,
      values: [
        userId,
        handle,
        handleKey(handle),
        displayName ?? handle,
        sessionId,
        hashToken(token),
        this.env.SESSION_DAYS,
        skeletonOf(handle),
        displayName === undefined ? null : displaySkeletonOf(displayName),
      ],
    });
    if (!row) throw displayNameTaken();
    const user: User = { id: userId, handle, displayName: displayName ?? handle, isGuest: true, isBot: false };
    void this.cache.write(hashToken(token).toString('hex'), toCached(sessionId, row.expires_at, user));
    return {
      token,
      expiresAt: row.expires_at.toISOString(),
      user: {
        ...user,
        locale: null,
        createdAt: row.created_at.toISOString(),
        settings: defaultSettings,
        email: null,
        mailPreference: 'each',
        quietHours: null,
        timeZone: null,
        mailPausedUntil: null,
        version: 0,
      },
    };
  }

  /** Also renews sessions of which more than half is over, so that only an unused one ends. */
  private async findMany(hashes: Buffer[]): Promise<{ session: CachedSession | null }[]> {
    const rows = await this.database.query<SessionRow & { hash: string }>({
      name: 'find_sessions',
      text: `WITH used AS (
               UPDATE session SET expires_at = now() + make_interval(days => $2)
               WHERE token_hash = ANY($1::bytea[]) AND expires_at > now() AND expires_at < now() + make_interval(days => $2) / 2
               RETURNING id, expires_at
             )
             SELECT s.id AS session_id, coalesce(used.expires_at, s.expires_at) AS expires_at, ${userColumns('u')},
                    encode(s.token_hash, 'hex') AS hash
             FROM session s JOIN chat_user u ON u.id = s.user_id LEFT JOIN used ON used.id = s.id
             WHERE s.token_hash = ANY($1::bytea[]) AND s.expires_at > now()`,
      values: [hashes, this.env.SESSION_DAYS],
    });
    const byHash = new Map(rows.map((row) => [row.hash, toCachedSession(row)]));
    return hashes.map((hash) => ({ session: byHash.get(hash.toString('hex')) ?? null }));
  }
}

const SESSION_COLUMNS = `s.id AS session_id, s.expires_at, ${userColumns('u')}`;

function toCachedSession(row: SessionRow): CachedSession {
  return toCached(row.session_id, row.expires_at, rowToUser(row));
}

function toCached(sessionId: string, expiresAt: Date, user: User): CachedSession {
  const { id, ...rest } = user;
  return { sessionId, expiresAt: expiresAt.getTime(), userId: id, ...rest };
}

function toIdentity(session: CachedSession): Identity {
  const { sessionId, expiresAt, userId, ...rest } = session;
  return { sessionId, expiresAt, user: { id: userId, ...rest } };
}

/** One answer for every token that does not work. */
export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'Sign in first: the token is missing, unknown or has ended.');
}
