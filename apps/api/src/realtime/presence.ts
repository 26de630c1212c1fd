import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { limits, type User } from '@tertulia/contract';
import { encodeUser } from './encoded-user.js';
import { FanOut } from './fan-out.js';
import { encodeEvent } from './frames.js';
import { MESSAGE_BUS, type MessageBus, type NodeMessage } from './message-bus.js';
import { RoomFeeds } from './room-feeds.js';

/**
 * Arrivals and departures are gathered this long: at most four announcements a second, and fewer the more people there
 * are, because each announcement goes to each of them.
 */
const GATHER_MS = [
  { upTo: 20, ms: 250 },
  { upTo: limits.onlineListed, ms: 1_000 },
  { upTo: Infinity, ms: 5_000 },
];
const HEARTBEAT_MS = 5_000;
/** A node that was not heard of for this long takes its people with it. */
const NODE_LIFE_MS = 20_000;
/** Rooms in one message to a node that asks who is here. */
const STATE_CHUNK = 100;
const SAMPLE_MS = 1_000;

interface Presence {
  user: User;
  sockets: number;
}

interface RemoteNode {
  seenAt: number;
  rooms: Map<string, Map<string, User>>;
}

interface Gathered {
  /** Who came or went; which of them it was in the end is looked up when it is announced. */
  moved: Map<string, User>;
  timer: NodeJS.Timeout;
}

/**
 * Who is in a room now, over all nodes. Each node knows its own sockets and is told by the others; best effort, never used
 * to decide about messages. Wrong for at most 20 s after a node died.
 */
@Injectable()
export class PresenceService implements OnApplicationShutdown {
  private readonly local = new Map<string, Map<string, Presence>>();
  private readonly remote = new Map<string, RemoteNode>();
  private readonly gathered = new Map<string, Gathered>();
  private readonly heartbeat: NodeJS.Timeout;
  private sample: { roomId: string; json: string; until: number } | undefined;

  constructor(
    private readonly feeds: RoomFeeds,
    private readonly fanOut: FanOut,
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
  ) {
    bus.subscribe((message, from) => this.receive(message, from));
    bus.onReady(() => {
      bus.publish({ kind: 'hello' });
      this.publishState();
    });
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
  }

  enter(roomId: string, user: User): void {
    const room = this.local.get(roomId) ?? new Map<string, Presence>();
    this.local.set(roomId, room);
    const present = room.get(user.id);
    if (present) {
      present.sockets += 1;
      return;
    }
    room.set(user.id, { user, sockets: 1 });
    this.gather(roomId, user);
    this.bus.publish({ kind: 'presence', roomId, joined: [user], left: [] });
  }

  leave(roomId: string, user: User): void {
    const room = this.local.get(roomId);
    const present = room?.get(user.id);
    if (!room || !present) return;
    present.sockets -= 1;
    if (present.sockets > 0) return;
    room.delete(user.id);
    if (room.size === 0) this.local.delete(roomId);
    this.gather(roomId, user);
    this.bus.publish({ kind: 'presence', roomId, joined: [], left: [user.id] });
  }

  /** Who is present under an old name or mark is listed under the new one. */
  rename(user: User): void {
    for (const room of this.local.values()) {
      const present = room.get(user.id);
      if (present) present.user = user;
    }
    for (const node of this.remote.values())
      for (const room of node.rooms.values()) if (room.has(user.id)) room.set(user.id, user);
    this.sample = undefined;
  }

  /** Nobody is in a room any more that was closed; they were told by its own event. */
  clear(roomId: string): void {
    this.local.delete(roomId);
    for (const node of this.remote.values()) node.rooms.delete(roomId);
  }

  count(roomId: string): number {
    return this.remote.size === 0 ? (this.local.get(roomId)?.size ?? 0) : this.ids(roomId).size;
  }

  isOnline(roomId: string, userId: string): boolean {
    if (this.local.get(roomId)?.has(userId)) return true;
    return [...this.remote.values()].some((node) => node.rooms.get(roomId)?.has(userId));
  }

  /** Everybody who is present, each once. */
  ids(roomId: string): Set<string> {
    const ids = new Set(this.local.get(roomId)?.keys());
    for (const node of this.remote.values()) for (const userId of node.rooms.get(roomId)?.keys() ?? []) ids.add(userId);
    return ids;
  }

  /** At most 100 of those present. */
  list(roomId: string): User[] {
    const people = new Map<string, User>();
    for (const [userId, present] of this.local.get(roomId) ?? []) {
      if (people.size >= limits.onlineListed) break;
      people.set(userId, present.user);
    }
    for (const node of this.remote.values()) {
      for (const [userId, user] of node.rooms.get(roomId) ?? []) {
        if (people.size >= limits.onlineListed) break;
        people.set(userId, user);
      }
    }
    return [...people.values()];
  }

  /** The same as JSON; in a crowd, of whom 100 are only a sample, encoded at most once a second. */
  listJson(roomId: string): string {
    const isCrowd = (this.local.get(roomId)?.size ?? 0) > limits.onlineListed;
    const kept = isCrowd ? this.sample : undefined;
    if (kept && kept.roomId === roomId && kept.until > performance.now()) return kept.json;
    const json = `[${this.list(roomId).map(encodeUser).join(',')}]`;
    if (isCrowd) this.sample = { roomId, json, until: performance.now() + SAMPLE_MS };
    return json;
  }

  onApplicationShutdown(): void {
    clearInterval(this.heartbeat);
    for (const { timer } of this.gathered.values()) clearTimeout(timer);
    this.bus.publish({ kind: 'bye' });
  }

  /** Also who came and went, or went and came: somebody may have been given the list in between. */
  private gather(roomId: string, user: User): void {
    const { moved } = this.gathered.get(roomId) ?? this.beginGathering(roomId);
    moved.set(user.id, user);
  }

  private beginGathering(roomId: string): Gathered {
    const present = this.local.get(roomId)?.size ?? 0;
    const wait = GATHER_MS.find((step) => present <= step.upTo)?.ms;
    const timer = setTimeout(() => this.announce(roomId), wait).unref();
    const gathered: Gathered = { moved: new Map(), timer };
    this.gathered.set(roomId, gathered);
    return gathered;
  }

  private announce(roomId: string): void {
    const gathered = this.gathered.get(roomId);
    this.gathered.delete(roomId);
    const feed = this.feeds.find(roomId);
    if (!gathered || !feed) return;
    const joined: User[] = [];
    const left: User[] = [];
    for (const user of gathered.moved.values()) {
      const list = this.isOnline(roomId, user.id) ? joined : left;
      if (list.length < limits.onlineListed) list.push(user);
    }
    this.fanOut.toRoom(feed, {
      packet: encodeEvent('presence:changed', { roomId, joined, left, onlineCount: this.count(roomId) }),
    });
  }

  private receive(message: NodeMessage, from: string): void {
    if (message.kind === 'bye') {
      this.forgetNode(from);
      return;
    }
    const node = this.remote.get(from) ?? { seenAt: 0, rooms: new Map<string, Map<string, User>>() };
    node.seenAt = performance.now();
    this.remote.set(from, node);
    if (message.kind === 'hello') this.publishState();
    if (message.kind === 'presence') this.applyRemote(node, message.roomId, message.joined, message.left);
    if (message.kind === 'presence-state')
      for (const [roomId, users] of message.rooms) this.applyRemote(node, roomId, users, []);
  }

  private applyRemote(node: RemoteNode, roomId: string, joined: User[], left: string[]): void {
    const room = node.rooms.get(roomId) ?? new Map<string, User>();
    node.rooms.set(roomId, room);
    for (const user of joined) {
      const wasOnline = this.isOnline(roomId, user.id);
      room.set(user.id, user);
      if (!wasOnline) this.gather(roomId, user);
    }
    for (const userId of left) {
      const user = room.get(userId);
      room.delete(userId);
      if (user && !this.isOnline(roomId, userId)) this.gather(roomId, user);
    }
    if (room.size === 0) node.rooms.delete(roomId);
  }

  private beat(): void {
    this.bus.publish({ kind: 'alive' });
    const deadline = performance.now() - NODE_LIFE_MS;
    for (const [nodeId, node] of this.remote) if (node.seenAt < deadline) this.forgetNode(nodeId);
  }

  private forgetNode(nodeId: string): void {
    const node = this.remote.get(nodeId);
    if (!node) return;
    this.remote.delete(nodeId);
    for (const [roomId, users] of node.rooms) {
      for (const user of users.values()) if (!this.isOnline(roomId, user.id)) this.gather(roomId, user);
    }
  }

  private publishState(): void {
    const rooms = [...this.local].map(([roomId, people]): [string, User[]] => [
      roomId,
      [...people.values()].map((person) => person.user),
    ]);
    for (let start = 0; start < rooms.length; start += STATE_CHUNK) {
      this.bus.publish({ kind: 'presence-state', rooms: rooms.slice(start, start + STATE_CHUNK) });
    }
  }
}
