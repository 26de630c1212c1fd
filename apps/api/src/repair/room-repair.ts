import { Injectable } from '@nestjs/common';
import type { Room } from '@tertulia/contract';
import { Connections } from '../realtime/connections.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { GONE, membershipState, thing, Told } from '../realtime/told.js';
import { MembersRepository } from '../rooms/members.repository.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { latestOf } from './latest.js';
import type { NewsEntry } from './news.repository.js';

/** Tells people on this node of rooms what nobody told them; of a private one, those alone who are in it. */
@Injectable()
export class RoomRepair {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly places: Connections,
    private readonly told: Told,
    private readonly emitter: RealtimeEmitter,
  ) {}

  async repair(entries: NewsEntry[]): Promise<void> {
    for (const { roomId, known } of entries)
      if (roomId !== null && known && this.told.last(thing.hidden(roomId)) === undefined)
        this.hide({ ...emptyRoom(roomId), ...known });
    const made = new Set(entries.flatMap(({ kind, roomId, value }) => (kind === 'room' && value === 1 ? roomId : [])));
    for (const { roomId } of latestOf(entries, 'room'))
      if (roomId !== null) await this.repairRoom(roomId, made.has(roomId));
    for (const { userId, roomId, value } of latestOf(entries, 'member'))
      if (userId !== null && roomId !== null && this.places.of(userId).length > 0)
        await this.repairMember(userId, roomId, value === 1);
    for (const { roomId, value } of latestOf(entries, 'counts')) this.repairCounts(roomId ?? '', value ?? 0);
  }

  /** A public room became private: it is gone for everybody, and comes back to those who are in it. */
  private hide(room: Room): void {
    this.emitter.roomChanged('room:deleted', room, 'everyone', true, 'here');
  }

  private async repairRoom(roomId: string, isNew: boolean): Promise<void> {
    const name = thing.room(roomId);
    const last = this.told.last(name);
    const found = await this.rooms.findEver(roomId);
    if (!found) return;
    const { room, isClosed } = found;
    if (isClosed ? last === GONE : this.told.isPast(name, room.revision ?? 0)) return;
    const audience = room.visibility === 'public' ? 'everyone' : await this.members.memberIds(roomId);
    const event = isNew && last === undefined ? 'room:created' : 'room:updated';
    this.emitter.roomChanged(isClosed ? 'room:deleted' : event, room, audience, isClosed, 'here');
  }

  private async repairMember(userId: string, roomId: string, isNew: boolean): Promise<void> {
    const last = this.told.last(thing.membership(userId, roomId));
    const room = await this.rooms.findOpen(roomId, userId);
    const own = room && membershipState(room);
    if (room && own !== undefined) {
      if (last !== own)
        this.emitter.roomChanged(isNew ? 'room:created' : 'room:updated', room, [userId], false, 'here');
      return;
    }
    if (last === GONE) return;
    // The room may have another name by now, which is not theirs to know.
    this.emitter.memberLeft(userId, room ?? emptyRoom(roomId), 'here');
    if (room) this.emitter.roomChanged('room:updated', room, [userId], false, 'here');
  }

  private repairCounts(roomId: string, version: number): void {
    if (this.told.isPast(thing.counts(roomId), version)) return;
    this.told.note(thing.counts(roomId), version);
    this.emitter.countsMissed(roomId);
  }
}

/** A room of which nothing is told but which one it is. */
function emptyRoom(id: string): Room {
  return {
    id,
    slug: '',
    name: '',
    topic: '',
    visibility: 'private',
    createdAt: new Date(0).toISOString(),
    createdBy: null,
    lastSeq: 0,
    version: 0,
    lastMessageAt: null,
    memberCount: 0,
    slowModeSeconds: 0,
    retentionDays: null,
    archivedAt: null,
    wordRule: 'tag',
  };
}
