import { Inject, Injectable } from '@nestjs/common';
import type { Attachment, Draft, MessageHint, Notification, OwnUser, ReadState, Room, User } from '@tertulia/contract';
import { Connections } from './connections.js';
import { MESSAGE_BUS, type MessageBus, type NodeMessage } from './message-bus.js';
import { OwnTeller } from './own-teller.js';
import { type RoomEvent, RoomTeller, toNotice } from './room-teller.js';
import type { RoomChange } from './room-change.js';
import { RoomFeeds } from './room-feeds.js';
import { GONE, notificationState, thing, Told } from './told.js';

export type { RoomEvent } from './room-teller.js';

/** To whom something is told: everybody concerned, or those alone who are on this node, as others see to their own. */
export type Reach = 'everywhere' | 'here';

/** What services tell people who are connected, on this node and on all others. Only ever called after the commit. */
@Injectable()
export class RealtimeEmitter {
  private readonly endHandlers: ((sessionId: string) => void)[] = [];
  private readonly changeHandlers: ((change: RoomChange) => void)[] = [];
  private readonly countHandlers: ((roomId: string) => void)[] = [];

  constructor(
    private readonly connections: Connections,
    private readonly feeds: RoomFeeds,
    private readonly rooms: RoomTeller,
    private readonly own: OwnTeller,
    private readonly told: Told,
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
  roomChanged(event: RoomEvent, room: Room, audience: 'everyone' | string[], evict = false, reach?: Reach): void {
    this.spread(toNotice(event, room, audience, evict), reach);
  }

  /** A person left a room or was taken out: it is gone for their sockets, and these and their streams hear no more of it. */
  memberLeft(userId: string, room: Room, reach?: Reach): void {
    this.spread({ ...toNotice('room:deleted', room, [userId], false), leaverId: userId }, reach);
  }

  /** The read marker or the counts of a person moved: their own sockets are told. */
  unreadChanged(userId: string, roomId: string, state: ReadState, reach?: Reach): void {
    this.spread(
      {
        kind: 'unread',
        userId,
        payload: JSON.stringify({ roomId, ...state }),
        told: [[thing.marker(userId, roomId), state.readSeq]],
      },
      reach,
    );
  }

  /** A person wrote or cleared a draft: their own sockets are told, and nobody else's. */
  draftChanged(userId: string, draft: Draft, reach?: Reach): void {
    const told: [string, number][] = [[thing.draft(userId, draft.roomId), draft.revision]];
    this.spread({ kind: 'own', event: 'draft:changed', userId, payload: JSON.stringify({ draft }), told }, reach);
  }

  /** A person has other settings, or another name or mark: their own sockets are told, and nobody else's. */
  meUpdated(user: OwnUser, reach?: Reach): void {
    const told: [string, number][] = user.version === undefined ? [] : [[thing.me(user.id), user.version]];
    this.spread({ kind: 'own', event: 'me:updated', userId: user.id, payload: JSON.stringify({ user }), told }, reach);
  }

  /** A person stands differently in a room, which nobody else sees: their own sockets are told. */
  ownRoomUpdated(userId: string, room: Room): void {
    this.spread({ kind: 'own', event: 'room:updated', userId, payload: JSON.stringify({ room }) });
  }

  /** A person was told of a message, or that changed: their own sockets hear of it, with how many are unread. */
  notificationChanged(
    userId: string,
    event: 'notification:created' | 'notification:updated',
    notification: Notification,
    unread: number,
    reach?: Reach,
  ): void {
    const told: [string, number][] = [[thing.notification(notification.id), notificationState(notification)]];
    this.spread({ kind: 'own', event, userId, payload: JSON.stringify({ notification, unread }), told }, reach);
  }

  /** More notifications of a person changed than are told one by one. */
  notificationsReset(userId: string, unread: number, reach?: Reach): void {
    this.spread({ kind: 'own', event: 'notifications:reset', userId, payload: JSON.stringify({ unread }) }, reach);
  }

  /** Whom a message named and did not tell, for its author alone. */
  messageHinted(authorId: string, hint: MessageHint): void {
    this.spread({ kind: 'own', event: 'message:hint', userId: authorId, payload: JSON.stringify(hint) });
  }

  /** A picture became ready or was rejected: whoever sent it is told, and nobody else. */
  uploadUpdated(ownerId: string, attachment: Attachment): void {
    const payload = JSON.stringify({ attachment });
    this.spread({ kind: 'own', event: 'upload:updated', userId: ownerId, payload });
  }

  /** A session was ended: its sockets are closed. */
  sessionEnded(sessionId: string, reach?: Reach): void {
    this.spread({ kind: 'session-ended', sessionId }, reach);
  }

  /** Messages of a room came or went, and nobody told this node of it. */
  countsMissed(roomId: string): void {
    for (const handler of this.countHandlers) handler(roomId);
  }

  /** Called for each session that ended, on whichever node. */
  onSessionEnded(handler: (sessionId: string) => void): void {
    this.endHandlers.push(handler);
  }

  /** Called for each change of a message, on whichever node. */
  onChange(handler: (change: RoomChange) => void): void {
    this.changeHandlers.push(handler);
  }

  /** Called for each room of which counts are to be read without a change that was told. */
  onCountsMissed(handler: (roomId: string) => void): void {
    this.countHandlers.push(handler);
  }

  /** Called when a room was made, changed or closed, on whichever node. */
  onRoomChanged(handler: () => void): void {
    this.rooms.onChanged(handler);
  }

  /** Called when a person has a new name, on whichever node. */
  onUserChanged(handler: () => void): void {
    this.own.onRenamed(handler);
  }

  /** A person has a new name: their open sockets carry it from now on. */
  userChanged(user: User, reach?: Reach): void {
    this.spread({ kind: 'user', user }, reach);
  }

  private receive(message: NodeMessage): void {
    if (message.kind === 'change') this.takeChange({ ...message.change, isRemote: true });
    if (message.kind === 'room') this.rooms.tell(message);
    if (message.kind === 'unread') this.own.tellUnread(message);
    if (message.kind === 'own') this.own.tell(message);
    if (message.kind === 'session-ended') this.endSession(message.sessionId);
    if (message.kind === 'user') this.own.rename(message.user);
  }

  private spread(message: NodeMessage, reach: Reach = 'everywhere'): void {
    this.receive(message);
    if (reach === 'everywhere') this.bus.publish(message);
  }

  private takeChange(change: RoomChange): void {
    this.feeds.offer(change);
    const counts = thing.counts(change.roomId);
    if (!this.told.isPast(counts, change.version)) this.told.note(counts, change.version);
    for (const handler of this.changeHandlers) handler(change);
  }

  private endSession(sessionId: string): void {
    this.told.note(thing.session(sessionId), GONE);
    for (const handler of this.endHandlers) handler(sessionId);
    for (const connection of this.connections.ofSession(sessionId))
      connection.end('unauthenticated', 'The session has ended.');
  }
}
