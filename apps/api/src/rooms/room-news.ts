import { Injectable } from '@nestjs/common';
import type { Room } from '@tertulia/contract';
import { RoomListCache } from '../cache/room-list.cache.js';
import { notFound } from '../common/domain-error.js';
import { NotificationNews } from '../notifications/notification-news.js';
import { RealtimeEmitter, type RoomEvent } from '../realtime/realtime.emitter.js';
import { type Departure, MembersRepository } from './members.repository.js';
import { RoomsRepository } from './rooms.repository.js';

/** People whose lists are told to be read anew when a room is gone for them; others see it when they list. */
const MOST_TOLD = 5_000;

/** What everybody is told of rooms: the list of the public ones, and each change to those who may see the room. */
@Injectable()
export class RoomNews {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly list: RoomListCache,
    private readonly emitter: RealtimeEmitter,
    private readonly notifications: NotificationNews,
  ) {}

  /** The public rooms as JSON, from the cache when it has them. */
  listPublic(): Promise<{ json: string; hit: boolean }> {
    return this.list.read(() => this.loadPublic());
  }

  /**
   * Tells who may see the room. One that was hidden is, for all others, gone: they are told what they knew of it, and
   * everybody who listened has to enter anew.
   */
  async announce(event: RoomEvent, room: Room, hidden?: Room): Promise<void> {
    await this.list.refresh(() => this.loadPublic());
    if (hidden) this.emitter.roomChanged('room:deleted', withoutMe(hidden), 'everyone', true);
    const audience = room.visibility === 'public' ? 'everyone' : await this.members.memberIds(room.id);
    this.emitter.roomChanged(event, withoutMe(room), audience, event === 'room:deleted');
    if (hidden || event === 'room:deleted') this.notifications.roomHidden(room.id, MOST_TOLD);
  }

  /**
   * Somebody became a member: they are given the room, the others its new count.
   * @throws {DomainError} `not_found` when the room was closed or they were taken out meanwhile.
   */
  async joined(roomId: string, userId: string): Promise<Room> {
    const room = await this.rooms.findOpen(roomId, userId);
    if (!room) throw notFound('The room');
    this.emitter.roomChanged('room:created', room, [userId]);
    if (room.visibility === 'private') this.notifications.reset([userId]);
    await this.announce('room:updated', room);
    return room;
  }

  /**
   * Somebody is a member no more: the room is gone for their sockets, which listen to it no longer. A public one comes back
   * to them as the room of others that it now is.
   */
  async left(room: Room, userId: string, { heirId, isClosed }: Departure): Promise<void> {
    this.emitter.memberLeft(userId, withoutMe(room));
    if (room.visibility === 'private') this.notifications.reset([userId]);
    const now = isClosed ? null : await this.rooms.find(room.id);
    if (!now) return this.announce('room:deleted', room);
    await this.announce('room:updated', now);
    if (heirId) await this.tellOwn(room.id, heirId);
  }

  /** Tells a person's own sockets of a room with their own part. */
  async tellOwn(roomId: string, userId: string): Promise<Room | null> {
    const room = await this.rooms.findOpen(roomId, userId);
    if (room) this.emitter.roomChanged('room:updated', room, [userId]);
    return room;
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
