import { Injectable } from '@nestjs/common';
import type { Room } from '@tertulia/contract';
import { Connections } from './connections.js';
import { FanOut } from './fan-out.js';
import { eventPacket } from './frames.js';
import type { NodeMessage } from './message-bus.js';
import { PresenceService } from './presence.js';
import { RoomFeeds } from './room-feeds.js';
import { GONE, membershipState, thing, Told } from './told.js';

export type RoomEvent = 'room:created' | 'room:updated' | 'room:deleted';

export type RoomNotice = Extract<NodeMessage, { kind: 'room' }>;

/** Tells people on this node of rooms, and sends out who is not in one any more. */
@Injectable()
export class RoomTeller {
  private readonly handlers: (() => void)[] = [];

  constructor(
    private readonly connections: Connections,
    private readonly feeds: RoomFeeds,
    private readonly fanOut: FanOut,
    private readonly presence: PresenceService,
    private readonly told: Told,
  ) {}

  /** Called when a room was made, changed or closed. */
  onChanged(handler: () => void): void {
    this.handlers.push(handler);
  }

  tell(notice: RoomNotice): void {
    for (const handler of this.handlers) handler();
    if (this.isOvertaken(notice)) return;
    for (const [name, state] of notice.told ?? []) this.told.note(name, state);
    if (notice.leaverId !== undefined) this.told.note(thing.membership(notice.leaverId, notice.roomId), GONE);
    const packet = eventPacket(notice.event, notice.payload);
    if (notice.audience === 'everyone') this.fanOut.toMany(this.connections.all(), packet);
    else for (const userId of notice.audience) this.fanOut.toMany(this.connections.of(userId), packet);
    if (notice.isArchived !== undefined) this.feeds.setArchived(notice.roomId, notice.isArchived);
    if (notice.leaverId !== undefined) this.sendOut(notice.roomId, notice.leaverId);
    if (!notice.evict) return;
    this.feeds.close(notice.roomId);
    this.presence.clear(notice.roomId);
  }

  /**
   * Two people changed the room at once, and the later change came first. It says all that this one does: who read the room
   * after it was changed again read what had happened to it before, too.
   */
  private isOvertaken({ roomId, told }: RoomNotice): boolean {
    const name = thing.room(roomId);
    return (told ?? []).some(
      ([of, state]) => of === name && typeof state === 'number' && this.told.isOvertaken(name, state),
    );
  }

  private sendOut(roomId: string, userId: string): void {
    for (const connection of this.connections.of(userId)) {
      connection.stopEntering(roomId);
      if (connection.rooms?.delete(roomId)) this.presence.leave(roomId, connection.user);
    }
    this.feeds.sendOut(roomId, userId);
  }
}

/** A change of a room as it travels. One person's own part is for them alone; what all see of the room was not told with it. */
export function toNotice(event: RoomEvent, room: Room, audience: 'everyone' | string[], evict: boolean): RoomNotice {
  const own = membershipState(room);
  const [viewerId] = audience === 'everyone' ? [] : audience;
  const told: [string, string | number][] = [];
  if (own !== undefined && viewerId !== undefined) told.push([thing.membership(viewerId, room.id), own]);
  else if (event !== 'room:deleted') told.push([thing.room(room.id), room.revision ?? 0]);
  else if (evict) told.push([thing.room(room.id), GONE], [thing.hidden(room.id), GONE]);
  const payload = JSON.stringify({ room });
  return { kind: 'room', event, roomId: room.id, audience, payload, evict, isArchived: room.archivedAt !== null, told };
}
