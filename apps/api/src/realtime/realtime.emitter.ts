import { Inject, Injectable } from '@nestjs/common';
import type { Attachment, Draft, MessageHint, Notification, OwnUser, ReadState, Room, User } from '@tertulia/contract';
import { Connections } from './connections.js';
import { FanOut } from './fan-out.js';
import { eventPacket } from './frames.js';
import { MESSAGE_BUS, type MessageBus, type NodeMessage } from './message-bus.js';
import { OwnCounts } from './own-counts.js';
import { PresenceService } from './presence.js';
import type { RoomChange } from './room-change.js';
import { RoomFeeds } from './room-feeds.js';

export type RoomEvent = 'room:created' | 'room:updated' | 'room:deleted';

type RoomNotice = Extract<NodeMessage, { kind: 'room' }>;
type OwnNotice = Extract<NodeMessage, { kind: 'own' }>;

/** Own events that carry a count. */
const COUNTING = new Set<string>(['notification:created', 'notification:updated', 'notifications:reset']);

/** What services tell people who are connected, on this node and on all others. Only ever called after the commit. */
@Injectable()
export class RealtimeEmitter {
  private readonly endHandlers: ((sessionId: string) => void)[] = [];
  private readonly roomHandlers: (() => void)[] = [];
  private readonly userHandlers: (() => void)[] = [];
  private readonly changeHandlers: ((change: RoomChange) => void)[] = [];

  constructor(
    private readonly connections: Connections,
    private readonly feeds: RoomFeeds,
    private readonly fanOut: FanOut,
    private readonly presence: PresenceService,
    private readonly counts: OwnCounts,
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
  ) {
    bus.subscribe((message) => this.receive(message));
  }

  /** Whether this node hears of what others change. */
  get isHeard(): boolean {
    return this.bus.isHealthy;
  }

  /** A message was created, edited, deleted or reacted to. */
  messageChanged(change: RoomChange): void {
    this.takeChange(change);
    this.bus.publish({ kind: 'change', change });
  }

  /**
   * A room was made, changed or closed. `evict` ends every subscription to it, for those who may still enter to join anew.
   */
  roomChanged(event: RoomEvent, room: Room, audience: 'everyone' | string[], evict = false): void {
    this.spread(toNotice(event, room, audience, evict));
  }

  /** A person left a room or was taken out: it is gone for their sockets, and these and their streams hear no more of it. */
  memberLeft(userId: string, room: Room): void {
    this.spread({ ...toNotice('room:deleted', room, [userId], false), leaverId: userId });
  }

  /** The read marker or the counts of a person moved: their own sockets are told. */
  unreadChanged(userId: string, roomId: string, state: ReadState): void {
    const payload = JSON.stringify({ roomId, ...state });
    this.tellUnread(userId, payload);
    this.bus.publish({ kind: 'unread', userId, payload });
  }

  /** A person wrote or cleared a draft: their own sockets are told, and nobody else's. */
  draftChanged(userId: string, draft: Draft): void {
    this.tellOwnEverywhere({ kind: 'own', event: 'draft:changed', userId, payload: JSON.stringify({ draft }) });
  }

  /** A person has other settings, or another name or mark: their own sockets are told, and nobody else's. */
  meUpdated(user: OwnUser): void {
    this.tellOwnEverywhere({ kind: 'own', event: 'me:updated', userId: user.id, payload: JSON.stringify({ user }) });
  }

  /** A person was told of a message, or that changed: their own sockets hear of it, with how many are unread. */
  notificationChanged(
    userId: string,
    event: 'notification:created' | 'notification:updated',
    notification: Notification,
    unread: number,
  ): void {
    this.tellOwnEverywhere({ kind: 'own', event, userId, payload: JSON.stringify({ notification, unread }) });
  }

  /** More notifications of a person changed than are told one by one. */
  notificationsReset(userId: string, unread: number): void {
    this.tellOwnEverywhere({ kind: 'own', event: 'notifications:reset', userId, payload: JSON.stringify({ unread }) });
  }

  /** Whom a message named and did not tell, for its author alone. */
  messageHinted(authorId: string, hint: MessageHint): void {
    this.tellOwnEverywhere({ kind: 'own', event: 'message:hint', userId: authorId, payload: JSON.stringify(hint) });
  }

  /** A picture became ready or was rejected: whoever sent it is told, and nobody else. */
  uploadUpdated(ownerId: string, attachment: Attachment): void {
    this.tellOwnEverywhere({
      kind: 'own',
      event: 'upload:updated',
      userId: ownerId,
      payload: JSON.stringify({ attachment }),
    });
  }

  /** A session was ended: its sockets are closed. */
  sessionEnded(sessionId: string): void {
    this.endSession(sessionId);
    this.bus.publish({ kind: 'session-ended', sessionId });
  }

  /** Called for each session that ended, on whichever node. */
  onSessionEnded(handler: (sessionId: string) => void): void {
    this.endHandlers.push(handler);
  }

  /** Called for each change of a message, on whichever node. */
  onChange(handler: (change: RoomChange) => void): void {
    this.changeHandlers.push(handler);
  }

  /** Called when a room was made, changed or closed, on whichever node. */
  onRoomChanged(handler: () => void): void {
    this.roomHandlers.push(handler);
  }

  /** Called when a person has a new name, on whichever node. */
  onUserChanged(handler: () => void): void {
    this.userHandlers.push(handler);
  }

  /** A person has a new name: their open sockets carry it from now on. */
  userChanged(user: User): void {
    this.rename(user);
    this.bus.publish({ kind: 'user', user });
  }

  private receive(message: NodeMessage): void {
    if (message.kind === 'change') this.takeChange(message.change);
    if (message.kind === 'room') this.tellRoom(message);
    if (message.kind === 'unread') this.tellUnread(message.userId, message.payload);
    if (message.kind === 'own') this.tellOwn(message);
    if (message.kind === 'session-ended') this.endSession(message.sessionId);
    if (message.kind === 'user') this.rename(message.user);
  }

  private spread(notice: RoomNotice): void {
    this.tellRoom(notice);
    this.bus.publish(notice);
  }

  private takeChange(change: RoomChange): void {
    this.feeds.offer(change);
    for (const handler of this.changeHandlers) handler(change);
  }

  private tellRoom(notice: RoomNotice): void {
    for (const handler of this.roomHandlers) handler();
    const packet = eventPacket(notice.event, notice.payload);
    if (notice.audience === 'everyone') this.fanOut.toMany(this.connections.all(), packet);
    else for (const userId of notice.audience) this.fanOut.toMany(this.connections.of(userId), packet);
    if (notice.isArchived !== undefined) this.feeds.setArchived(notice.roomId, notice.isArchived);
    if (notice.leaverId !== undefined) this.sendOut(notice.roomId, notice.leaverId);
    if (!notice.evict) return;
    this.feeds.close(notice.roomId);
    this.presence.clear(notice.roomId);
  }

  private sendOut(roomId: string, userId: string): void {
    for (const connection of this.connections.of(userId)) {
      connection.stopEntering(roomId);
      if (connection.rooms?.delete(roomId)) this.presence.leave(roomId, connection.user);
    }
    this.feeds.sendOut(roomId, userId);
  }

  private tellUnread(userId: string, payload: string): void {
    this.counts.told(userId);
    this.fanOut.toMany(this.connections.of(userId), eventPacket('room:unread', payload));
  }

  private tellOwnEverywhere(notice: OwnNotice): void {
    this.tellOwn(notice);
    this.bus.publish(notice);
  }

  private tellOwn(notice: OwnNotice): void {
    if (COUNTING.has(notice.event)) this.counts.told(notice.userId);
    this.fanOut.toMany(this.connections.of(notice.userId), eventPacket(notice.event, notice.payload));
  }

  private rename(user: User): void {
    for (const handler of this.userHandlers) handler();
    this.connections.rename(user);
    this.presence.rename(user);
  }

  private endSession(sessionId: string): void {
    for (const handler of this.endHandlers) handler(sessionId);
    for (const connection of this.connections.ofSession(sessionId))
      connection.end('unauthenticated', 'The session has ended.');
  }
}

function toNotice(event: RoomEvent, room: Room, audience: 'everyone' | string[], evict: boolean): RoomNotice {
  const payload = JSON.stringify({ room });
  return { kind: 'room', event, roomId: room.id, audience, payload, evict, isArchived: room.archivedAt !== null };
}
