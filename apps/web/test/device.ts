import './browser-stand-in.js';
import type { Message, Notification, Room } from '@tertulia/contract';
import { type HttpClient, waitFor } from '@tertulia/testing';
import { TcpProxy } from '../../bench/src/lab/tcp-proxy.js';
import { ApiClient } from '../src/api/api-client.js';
import { Chat } from '../src/app/chat.js';

const DARK_MS = 60_000;
const MOST_PAGES = 10;

/** What a person sees, without what belongs to one browser alone. */
export interface Sight {
  rooms: Partial<Room>[];
  notifications: { unread: number; items: object[] };
  /** The open room; undefined while none is. */
  messages: object[] | undefined;
  version: number | undefined;
}

/** One browser of a person: the web app's own stores and socket, on a line that can be cut. */
export class Device {
  readonly chat: Chat;
  isEnded = false;
  /** How often changes were asked for that no event had brought. */
  repairs = 0;
  /** The ids of the messages that were written on it. */
  readonly written = new Set<string>();

  private constructor(
    readonly person: HttpClient,
    url: string,
    private readonly line: TcpProxy | undefined,
  ) {
    const { token, user } = person;
    const expiresAt = '2100-01-01T00:00:00.000Z';
    const api = new ApiClient(url, () => token);
    const listChanges = api.listChanges.bind(api);
    api.listChanges = (roomId, after) => {
      this.repairs += 1;
      return listChanges(roomId, after);
    };
    this.chat = new Chat(api, { token, expiresAt, user }, () => {
      this.isEnded = true;
    });
    // As the app does it: a room that is gone is shown no longer.
    this.chat.socket.on('room:deleted', ({ room }) => {
      if (room.id === this.chat.activeRoomId) this.chat.open(undefined);
    });
  }

  static async open(person: HttpClient, port: number): Promise<Device> {
    const line = new TcpProxy(port);
    const device = new Device(person, `http://127.0.0.1:${await line.open()}`, line);
    await device.loaded();
    return device;
  }

  /** The same person with an empty browser: what the server says now. */
  static async fresh(person: HttpClient, port: number): Promise<Device> {
    const device = new Device(person, `http://127.0.0.1:${port}`, undefined);
    await device.loaded();
    return device;
  }

  cut(): void {
    this.line?.strike({ kind: 'reset' });
  }

  darken(): void {
    this.line?.strike({ kind: 'dark', forMs: DARK_MS });
  }

  /** The network is back, which a browser tells the app. */
  light(): void {
    this.line?.heal();
    this.chat.socket.retryNow();
  }

  /** All of a room's messages are here, however long the way to its beginning. */
  async readToTheBeginning(): Promise<void> {
    const { activeRoomId } = this.chat;
    if (activeRoomId === undefined) return;
    const store = this.chat.storeOf(activeRoomId);
    await waitFor('the messages', () => store.getSnapshot().isLoaded && !store.getSnapshot().isSyncing);
    // A page that does not come is asked for again with the next look.
    for (let page = 0; page < MOST_PAGES && store.getSnapshot().hasBefore; page += 1) await store.loadOlder();
  }

  /** @param name with which the rooms of this world begin. */
  see(name: string): Sight {
    const { activeRoomId, rooms, notified } = this.chat;
    const view = activeRoomId === undefined ? undefined : this.chat.storeOf(activeRoomId).getSnapshot();
    const list = notified.get()?.get();
    return {
      rooms: rooms
        .get()
        .rooms.filter((room) => room.name.startsWith(name))
        .map((room) => toShown(room, room.id === activeRoomId)),
      notifications: { unread: list?.unread ?? -1, items: list?.items.map(toTold) ?? [] },
      messages: view?.messages.map(toRead),
      version: view?.version,
    };
  }

  async close(): Promise<void> {
    this.chat.close();
    await this.line?.close();
  }

  private async loaded(): Promise<void> {
    const { rooms, notified } = this.chat;
    await waitFor('the lists', () => rooms.get().isLoaded && notified.get()?.get().isLoaded);
  }
}

/**
 * What events keep up to date of a room in the list. How far it has come is told by its messages, how many of them are unread
 * once the room is left, and how many members a public one has with the list.
 */
function toShown(room: Room, isOpen: boolean): Partial<Room> {
  const { lastSeq: _lastSeq, version: _version, lastMessageAt: _lastMessageAt, memberCount, me, ...shown } = room;
  return {
    ...shown,
    ...(room.visibility === 'private' && { memberCount }),
    ...(me && { me: isOpen ? { ...me, unread: 0, mentions: 0 } : me }),
  };
}

/** What a message said when one was told of it, as it stands in the list until that is read anew. */
function toTold({ message: { excerpt: _excerpt, ...message }, ...told }: Notification): object {
  return { ...told, message };
}

/** A reply shows what it answers as that was; whoever wants it as it is goes there. */
function toRead({ replyTo, ...message }: Message): object {
  return { ...message, replyTo: replyTo && { id: replyTo.id, seq: replyTo.seq } };
}
