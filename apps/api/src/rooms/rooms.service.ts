import { Injectable } from '@nestjs/common';
import type { CreateRoom, Room, UpdateRoom } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { Batcher } from '../common/batcher.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { Lease } from '../common/lease.js';
import { isUniqueViolation } from '../database/database-error.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { RoomEntries } from './room-entries.js';
import { RoomNews } from './room-news.js';
import { RoomsRepository } from './rooms.repository.js';
import { toSlug } from './slug.js';
import { StrictRooms } from './strict-rooms.js';

const OPEN_ROOM_MS = 1_000;

/** Somebody who is in a room. */
export interface Visit {
  roomId: string;
  userId: string;
}

/** Rooms: who may enter, and what they are called. */
@Injectable()
export class RoomsService {
  private readonly gate: Batcher<{ ref: string; viewerId: string }, { id: string | null; isPublic: boolean }>;
  /**
   * Public rooms that the gate found open a moment ago, for reading alone: a change of any room that this node makes or
   * hears of ends all of it.
   */
  private readonly openRooms = new Lease<string>(OPEN_ROOM_MS);

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly entries: RoomEntries,
    private readonly news: RoomNews,
    private readonly limiter: RateLimiter,
    private readonly emitter: RealtimeEmitter,
    private readonly strictRooms: StrictRooms,
  ) {
    this.gate = new Batcher((requests) => rooms.findOpenIds(requests), { batchSize: 256, queueSize: 20_000 });
    emitter.onRoomChanged(() => this.openRooms.clear());
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

  /** Those who are in a room which is not, or no longer, open to them. */
  async findStrangers(visits: Visit[]): Promise<Visit[]> {
    const gates = await this.rooms.findOpenIds(visits.map(({ roomId, userId }) => ({ ref: roomId, viewerId: userId })));
    return visits.filter((_visit, index) => gates[index]?.id === null);
  }

  /** @throws {DomainError} `not_found` */
  async getOpen(ref: string, viewerId: string): Promise<Room> {
    const room = await this.rooms.findOpen(ref, viewerId);
    if (!room) throw notFound('The room');
    return room;
  }

  /**
   * A room into which this person may let others: any member of a public one, the owner of a private one.
   * @throws {DomainError} `not_found`, `forbidden`.
   */
  async getInvitable(ref: string, viewerId: string): Promise<Room> {
    const room = await this.getOpen(ref, viewerId);
    if (room.visibility === 'private' && room.me?.role !== 'owner')
      throw new DomainError('forbidden', 'Only the owner of a private room may let people in.');
    if (!room.me) throw new DomainError('forbidden', 'Only members of the room may let people in.');
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
   * Lets a person into a room and makes them a member of a public one, which their other devices are told. Entries of the
   * same moment share one statement.
   * @throws {DomainError} `not_found`
   */
  async enter(roomId: string, userId: string): Promise<Room> {
    const { room, isNew } = await this.entries.enter(roomId, userId);
    if (!room) throw notFound('The room');
    if (isNew) this.emitter.ownRoomUpdated(userId, room);
    return room;
  }

  /** Public rooms and own ones: the shared part from the cache, the viewer's part from the database. */
  async listFor(viewerId: string): Promise<{ rooms: Room[] | string; hit: boolean }> {
    const [shared, own] = await Promise.all([this.news.listPublic(), this.rooms.listOwn(viewerId)]);
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
    await this.news.announce('room:created', room);
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

  /**
   * A new name is a new address as well; the old one leads to the room as long as no other room takes it.
   * @throws {DomainError} `not_found`, `forbidden` for anybody but the owner, `conflict` when the new address is taken.
   */
  async update(ref: string, viewerId: string, change: UpdateRoom): Promise<Room> {
    const before = await this.getOwned(ref, viewerId);
    await this.limiter.take('change', viewerId);
    const slug = change.name === undefined ? undefined : slugOf(change.name);
    if (Object.keys(change).length > 0) await refuseTaken(this.rooms.update(before.id, { ...change, slug }));
    if (change.wordRule !== undefined) await this.strictRooms.read();
    const room = await this.getOpen(before.id, viewerId);
    await this.news.announce(
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
    await this.news.announce('room:deleted', room);
  }

  /**
   * The gate of what an owner alone may do.
   * @throws {DomainError} `not_found`, `forbidden` for anybody else.
   */
  async getOwned(ref: string, viewerId: string): Promise<Room> {
    const room = await this.getOpen(ref, viewerId);
    if (room.me?.role !== 'owner') throw new DomainError('forbidden', 'Only the owner of the room may do this.');
    return room;
  }

  private insert(request: CreateRoom, ownerId: string | null): Promise<Room> {
    return refuseTaken(this.rooms.create(request, slugOf(request.name), ownerId));
  }
}

/** @throws {DomainError} `invalid_payload` for a name of which nothing can stand in an address. */
function slugOf(name: string): string {
  const slug = toSlug(name);
  if (slug) return slug;
  throw new DomainError('invalid_payload', 'The request is not valid.', {
    issues: [{ path: 'name', message: 'must hold a letter or digit' }],
  });
}

/** @throws {DomainError} `conflict` when the write was refused for an address that another room bears. */
async function refuseTaken<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError('conflict', 'A room with this address exists.', {
      issues: [{ path: 'name', message: 'taken' }],
      cause: error,
    });
  }
}
