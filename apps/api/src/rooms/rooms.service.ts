import { Injectable } from '@nestjs/common';
import type { CreateRoom, MarkRead, Member, ReadState, Room, UpdateRoom } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { RoomListCache } from '../cache/room-list.cache.js';
import { Batcher } from '../common/batcher.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { Lease } from '../common/lease.js';
import { isUniqueViolation } from '../database/database-error.js';
import { PresenceService } from '../realtime/presence.js';
import { RealtimeEmitter, type RoomEvent } from '../realtime/realtime.emitter.js';
import { RoomsRepository } from './rooms.repository.js';
import { toSlug } from './slug.js';

const OPEN_ROOM_MS = 1_000;

/** Rooms: who may enter, what they are called, how far each person has read. */
@Injectable()
export class RoomsService {
  private readonly gate: Batcher<{ ref: string; viewerId: string }, { id: string | null; isPublic: boolean }>;
  /**
   * Public rooms that the gate found open a moment ago, for reading alone: a change of any room that this node makes or
   * hears of ends all of it.
   */
  private readonly openRooms = new Lease<string>(OPEN_ROOM_MS);
  private readonly entries: Batcher<{ userId: string; roomId: string }, { room: Room | null }>;

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly list: RoomListCache,
    private readonly limiter: RateLimiter,
    private readonly presence: PresenceService,
    private readonly emitter: RealtimeEmitter,
  ) {
    this.gate = new Batcher((requests) => rooms.findOpenIds(requests), { batchSize: 256, queueSize: 20_000 });
    emitter.onRoomChanged(() => this.openRooms.clear());
    this.entries = new Batcher((requests) => rooms.enterMany(requests), { batchSize: 256, queueSize: 20_000 });
  }

  /**
   * The gate of everything that is about a room, for HTTP and sockets alike. Always asks the database; questions of the
   * same moment share one statement.
   * @throws {DomainError} `not_found` for a room that is missing, closed, or not open to this person.
   */
  async getOpenId(ref: string, viewerId: string): Promise<string> {
    const { id } = await this.gate.add({ ref, viewerId });
    if (!id) throw notFound('The room');
    return id;
  }

  /**
   * The gate for reading the newest page, which may use an answer about a public room for a second.
   * @throws {DomainError} `not_found`
   */
  async getReadableId(ref: string, viewerId: string): Promise<string> {
    const known = this.openRooms.find(ref);
    if (known) return known;
    const { id, isPublic } = await this.gate.add({ ref, viewerId });
    if (!id) throw notFound('The room');
    if (isPublic && this.emitter.isHeard) this.openRooms.keep(ref, id);
    return id;
  }

  /** @throws {DomainError} `not_found` */
  async getOpen(ref: string, viewerId: string): Promise<Room> {
    const room = await this.rooms.findOpen(ref, viewerId);
    if (!room) throw notFound('The room');
    return room;
  }

  /**
   * A public room as somebody sees it who has not entered.
   * @throws {DomainError} `not_found`, the same for a private room and one that is missing.
   */
  async getPublic(ref: string): Promise<Room> {
    const room = await this.rooms.findOpen(ref, null);
    if (!room) throw notFound('The room');
    return room;
  }

  /**
   * Lets a person into a room and makes them a member of a public one. Entries of the same moment share one statement.
   * @throws {DomainError} `not_found`
   */
  async enter(roomId: string, userId: string): Promise<Room> {
    const { room } = await this.entries.add({ userId, roomId });
    if (!room) throw notFound('The room');
    return room;
  }

  /** Public rooms and own ones: the shared part from the cache, the viewer's part from the database. */
  async listFor(viewerId: string): Promise<{ rooms: Room[] | string; hit: boolean }> {
    const [shared, own] = await Promise.all([this.list.read(() => this.loadPublic()), this.rooms.listOwn(viewerId)]);
    if (own.length === 0) return { rooms: shared.json, hit: shared.hit };
    const ownById = new Map(own.map((room) => [room.id, room]));
    // The text was written by us and is checked to be a list by the cache.
    const listed = (JSON.parse(shared.json) as Room[]).map((room) => {
      const mine = ownById.get(room.id);
      ownById.delete(room.id);
      return mine ?? room;
    });
    return { rooms: [...ownById.values(), ...listed], hit: shared.hit };
  }

  search(text: string, viewerId: string): Promise<Room[]> {
    return this.rooms.search(text, viewerId);
  }

  /** @throws {DomainError} `conflict` when the address that follows from the name is taken; `rate_limited`. */
  async create(request: CreateRoom, ownerId: string): Promise<Room> {
    await this.limiter.take('room', ownerId);
    const room = await this.insert(request, ownerId);
    await this.announce('room:created', room);
    return room;
  }

  /** Makes a room that belongs to nobody, unless it is there. */
  async ensure(request: CreateRoom): Promise<void> {
    try {
      await this.insert(request, null);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'conflict')) throw error;
    }
  }

  /** @throws {DomainError} `not_found`, or `forbidden` for anybody but the owner. */
  async update(ref: string, viewerId: string, change: UpdateRoom): Promise<Room> {
    const before = await this.getOwned(ref, viewerId);
    await this.limiter.take('change', viewerId);
    if (Object.keys(change).length > 0) await this.rooms.update(before.id, change);
    const room = await this.getOpen(before.id, viewerId);
    await this.announce(
      'room:updated',
      room,
      before.visibility === 'public' && room.visibility === 'private' ? before : undefined,
    );
    return room;
  }

  /** @throws {DomainError} `not_found`, or `forbidden` for anybody but the owner. */
  async close(ref: string, viewerId: string): Promise<void> {
    const room = await this.getOwned(ref, viewerId);
    await this.rooms.close(room.id);
    await this.announce('room:deleted', room);
  }

  async listMembers(ref: string, viewerId: string): Promise<Member[]> {
    const id = await this.getOpenId(ref, viewerId);
    const members = await this.rooms.listMembers(id);
    return members.map((user) => ({ user, online: this.presence.isOnline(id, user.id) }));
  }

  /** @throws {DomainError} `not_found`, also for somebody who never entered the room. */
  async markRead(ref: string, viewerId: string, mark: MarkRead): Promise<ReadState> {
    const id = await this.getOpenId(ref, viewerId);
    const state = await this.rooms.markRead(id, viewerId, mark.seq, mark.unread === true);
    if (!state) throw notFound('The membership');
    this.emitter.unreadChanged(viewerId, id, state);
    return state;
  }

  private async getOwned(ref: string, viewerId: string): Promise<Room> {
    const room = await this.getOpen(ref, viewerId);
    if (room.me?.role !== 'owner') throw new DomainError('forbidden', 'Only the owner of the room may do this.');
    return room;
  }

  private async insert(request: CreateRoom, ownerId: string | null): Promise<Room> {
    const slug = toSlug(request.name);
    if (!slug) {
      throw new DomainError('invalid_payload', 'The request is not valid.', {
        issues: [{ path: 'name', message: 'must hold a letter or digit' }],
      });
    }
    try {
      return await this.rooms.create(request, slug, ownerId);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new DomainError('conflict', 'A room with this address exists.', {
        issues: [{ path: 'name', message: 'taken' }],
        cause: error,
      });
    }
  }

  /**
   * Tells who may see the room. One that was hidden is, for all others, gone: they are told what they knew of it, and
   * everybody who listened has to enter anew.
   */
  private async announce(event: RoomEvent, room: Room, hidden?: Room): Promise<void> {
    await this.list.refresh(() => this.loadPublic());
    if (hidden) this.emitter.roomChanged('room:deleted', withoutMe(hidden), 'everyone', true);
    const audience = room.visibility === 'public' ? 'everyone' : await this.rooms.memberIds(room.id);
    this.emitter.roomChanged(event, withoutMe(room), audience, event === 'room:deleted');
  }

  private async loadPublic(): Promise<string> {
    return JSON.stringify(await this.rooms.listPublic());
  }
}

/** A room as all may see it: the part of the one who changed it is theirs alone. */
function withoutMe(room: Room): Room {
  const { me: _me, ...shared } = room;
  return shared;
}
