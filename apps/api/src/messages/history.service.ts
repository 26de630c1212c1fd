import { Injectable } from '@nestjs/common';
import {
  type ChangesPage,
  limits,
  type ListMessages,
  type Message,
  type MessagePage,
  type PreviewRoom,
  type User,
} from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { BoundedWork } from '../common/bounded-work.js';
import { Lease } from '../common/lease.js';
import { SingleFlight } from '../common/single-flight.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import type { ChangeSource, RoomPosition } from '../realtime/room-change.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { MessagesRepository, type PageRequest, type RoomSnapshot } from './messages.repository.js';
import { RecentMessagesService } from './recent-messages.service.js';
import { eventFor, presentMessage, type StoredMessage, toRoomChange } from './stored-message.js';

const NEWEST_MS = 1_000;
/** Reads of newest pages that the cache did not have; connections are left to everybody else. */
const LOADS_AT_ONCE = 6;
const MOST_LOADS_WAITING = 1_000;
/** Each holds a page of messages. */
const MOST_NEWEST = 500;

/** What somebody who enters a room is given: the newest page, or what changed since they were last here. */
export interface EntrySnapshot extends RoomSnapshot {
  isCatchUp: boolean;
  reset: boolean;
}

/** Reads of messages: pages of history, changes, and what a join needs. */
@Injectable()
export class HistoryService implements ChangeSource {
  private readonly entries = new SingleFlight<EntrySnapshot>();
  private readonly recentLoads = new SingleFlight<RoomSnapshot>();
  private readonly loads = new BoundedWork(LOADS_AT_ONCE, MOST_LOADS_WAITING);
  /** Newest pages that were read a moment ago for somebody who entered. */
  private readonly newest = new Lease<EntrySnapshot>(NEWEST_MS, MOST_NEWEST);

  constructor(
    private readonly rooms: RoomsService,
    private readonly repository: MessagesRepository,
    private readonly recent: RecentMessagesService,
    private readonly limiter: RateLimiter,
    private readonly emitter: RealtimeEmitter,
  ) {
    // Pages show names, and a new name moves no room's version.
    emitter.onUserChanged(() => this.newest.clear());
  }

  /** A page of history; the newest ten as ready JSON from the cache when it has them. */
  async list(
    viewer: User,
    ref: string,
    query: ListMessages,
  ): Promise<{ page: MessagePage | Buffer; hit: boolean | undefined }> {
    await this.limiter.take('history', viewer.id);
    const request = toPageRequest(query);
    const isRecent = request.kind === 'newest' && query.at === undefined && request.limit <= limits.recentMessages;
    const roomId = isRecent
      ? await this.rooms.getReadableId(ref, viewer.id)
      : await this.rooms.getOpenId(ref, viewer.id);
    if (isRecent) {
      const json = await this.recent.read(roomId, request.limit, viewer.id);
      if (json) return { page: json, hit: true };
    }
    const snapshot = isRecent
      ? await this.loadRecent(roomId)
      : await this.repository.findPage(roomId, await this.locate(roomId, request, query.at));
    if (isRecent && snapshot.messages.length > 0) this.recent.refill(roomId, snapshot);
    const messages = isRecent ? snapshot.messages.slice(-request.limit) : snapshot.messages;
    const page = toPage(messages, snapshot, request, viewer.id);
    return { page, hit: request.kind === 'newest' && query.at === undefined ? false : undefined };
  }

  /**
   * One message; a deleted one has its place and no content.
   * @throws {DomainError} `not_found` for the room, and for a message that is not in it.
   */
  async get(viewer: User, ref: string, messageId: string): Promise<Message> {
    await this.limiter.take('history', viewer.id);
    const roomId = await this.rooms.getOpenId(ref, viewer.id);
    return presentMessage(await this.repository.get(roomId, messageId), viewer.id);
  }

  /**
   * A page of a public room as nobody in particular sees it: the newest one, or one around a message. The caller has
   * passed the gate.
   * @throws {DomainError} `not_found` for a message that the room does not have.
   */
  async preview(roomId: string, { message, before, limit }: PreviewRoom): Promise<MessagePage> {
    const around = message === undefined ? undefined : (await this.repository.get(roomId, message)).seq;
    const request = toPageRequest({ limit, before, around });
    const snapshot = await this.repository.findPage(roomId, request);
    return toPage(snapshot.messages, snapshot, request, undefined);
  }

  /** What changed after a version, ascending; `reset` when the caller should load the newest page instead. */
  async listChanges(viewer: User, ref: string, after: number, limit: number): Promise<ChangesPage> {
    await this.limiter.take('history', viewer.id);
    const roomId = await this.rooms.getOpenId(ref, viewer.id);
    const snapshot = await this.repository.findChanges(roomId, after, limit);
    if (isTooFar(after, snapshot.version)) return { items: [], version: snapshot.version, more: false, reset: true };
    const items = snapshot.messages.map((message) => presentMessage(message, viewer.id));
    const last = items.at(-1)?.version ?? snapshot.version;
    const more = items.length === limit && last < snapshot.version;
    return { items, version: more ? last : snapshot.version, more, reset: false };
  }

  /** What the cache lacks: once for all who ask for it before anything new is written here, and for few rooms at once (G8). */
  private loadRecent(roomId: string): Promise<RoomSnapshot> {
    return this.recentLoads.run(`${roomId} ${this.recent.knownVersion(roomId)}`, () =>
      this.loads.run(() => this.repository.findPage(roomId, { kind: 'newest', limit: limits.recentMessages })),
    );
  }

  /** Turns an instant into the place of the first message since then; the newest page when there is none. */
  private async locate(roomId: string, request: PageRequest, at: string | undefined): Promise<PageRequest> {
    if (at === undefined) return request;
    const seq = await this.repository.findSeqAt(roomId, at);
    return seq === null ? request : { kind: 'around', seq, limit: request.limit };
  }

  /**
   * Reads a room for somebody who enters it, in one snapshot. The caller has passed the gate. Those who enter a room at
   * the same moment share one read, and so do those who follow while nothing changes.
   * @param followed the version up to which the caller has given out the room's changes.
   */
  async readEntry(
    roomId: string,
    afterVersion: number | undefined,
    followed: number | undefined,
  ): Promise<EntrySnapshot> {
    if (afterVersion === undefined) {
      const kept = this.newest.find(roomId);
      if (kept && kept.version === followed) return kept;
    }
    return this.entries.run(`${roomId}:${afterVersion ?? 'new'}`, async () => {
      if (afterVersion !== undefined) {
        const changes = await this.repository.findChanges(roomId, afterVersion, limits.changesPage);
        if (!isTooFar(afterVersion, changes.version)) return { ...changes, isCatchUp: true, reset: false };
      }
      const page = await this.repository.findPage(roomId, { kind: 'newest', limit: limits.defaultPageSize });
      const entry = { ...page, isCatchUp: false, reset: afterVersion !== undefined };
      if (!entry.reset && this.emitter.isHeard) this.newest.keep(roomId, entry);
      return entry;
    });
  }

  async changesAfter(roomId: string, version: number): ReturnType<ChangeSource['changesAfter']> {
    const snapshot = await this.repository.findChanges(roomId, version, limits.changesPage);
    const changes = snapshot.messages.map((message) => toRoomChange(message, eventFor(message, version)));
    return {
      changes,
      version: snapshot.version,
      lastSeq: snapshot.lastSeq,
      reset: isTooFar(version, snapshot.version),
    };
  }

  positions(roomIds: string[]): Promise<RoomPosition[]> {
    return this.repository.findPositions(roomIds);
  }
}

/** Whether somebody at `known` should reload instead of catching up: too much was missed, or the version is not of this log. */
export function isTooFar(known: number, version: number): boolean {
  return version - known > limits.changesPage || known > version;
}

function toPageRequest(query: ListMessages): PageRequest {
  const limit = query.limit ?? limits.defaultPageSize;
  if (query.before !== undefined) return { kind: 'before', seq: query.before, limit };
  if (query.after !== undefined) return { kind: 'after', seq: query.after, limit };
  if (query.around !== undefined) return { kind: 'around', seq: query.around, limit };
  return { kind: 'newest', limit };
}

function toPage(
  messages: StoredMessage[],
  snapshot: { version: number; lastSeq: number },
  request: PageRequest,
  viewerId: string | undefined,
): MessagePage {
  const firstSeq = messages[0]?.seq ?? null;
  const lastSeq = messages.at(-1)?.seq ?? null;
  return {
    items: messages.map((message) => presentMessage(message, viewerId)),
    firstSeq,
    lastSeq,
    version: snapshot.version,
    hasBefore: firstSeq === null ? request.kind === 'after' && snapshot.lastSeq > 0 : firstSeq > 1,
    hasAfter: lastSeq === null ? request.kind === 'before' && snapshot.lastSeq > 0 : lastSeq < snapshot.lastSeq,
  };
}
