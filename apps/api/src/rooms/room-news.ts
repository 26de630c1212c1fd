import { Injectable } from '@nestjs/common';
import type { Room } from '@tertulia/contract';
import { RoomListCache } from '../cache/room-list.cache.js';
import { RealtimeEmitter, type RoomEvent } from '../realtime/realtime.emitter.js';
import { MembersRepository } from './members.repository.js';
import { RoomsRepository } from './rooms.repository.js';

/** What everybody is told of rooms: the list of the public ones, and each change to those who may see the room. */
@Injectable()
export class RoomNews {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly list: RoomListCache,
    private readonly emitter: RealtimeEmitter,
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
  }

  private async loadPublic(): Promise<string> {
    return JSON.stringify(await this.rooms.listPublic());
  }
}

/** A room as all may see it: the part of the one who changed it is theirs alone. */
export function withoutMe(room: Room): Room {
  const { me: _me, ...shared } = room;
  return shared;
}
