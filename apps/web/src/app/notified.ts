import type { Notification } from '@tertulia/contract';
import type { ApiClient } from '../api/api-client.js';
import type { NotificationsStore } from '../notifications/notifications-store.js';
import type { ChatSocket } from '../realtime/chat-socket.js';
import { Observable } from '../realtime/observable.js';

/** Messages that were shown before somebody could see them or before the store was here; of more, the last. */
const MOST_WAITING = 10;
const none: readonly Notification[] = [];

/**
 * What the person was told of. The first messages need none of it, so that its code is fetched after them; until then there is
 * no store, and nothing is lost: it begins with reading the list.
 */
export class Notified extends Observable<NotificationsStore | undefined> {
  /** How many are unread, as the server counts; undefined until it said so. */
  readonly unread = new Observable<number | undefined>(undefined);
  private readonly listListeners = new Set<() => void>();
  private waiting: string[] = [];
  private isFetching = false;
  private isClosed = false;

  constructor(
    private readonly socket: ChatSocket,
    private readonly api: ApiClient,
  ) {
    super(undefined);
    document.addEventListener('visibilitychange', this.passShown);
  }

  /** There is a connection again, or it is known that there is none: what is listed may have changed. */
  connect(): void {
    const store = this.get();
    if (store) void store.load();
    else void this.fetch();
  }

  /** What is listed; the same as long as nothing changes. */
  readonly list = (): readonly Notification[] => this.get()?.get().items ?? none;

  readonly subscribeToList = (listener: () => void): (() => void) => {
    this.listListeners.add(listener);
    return () => this.listListeners.delete(listener);
  };

  /** Whether something in a room is unread that one was told of. */
  isOwed(roomId: string): boolean {
    return this.list().some(({ room, readAt }) => room.id === roomId && readAt === null);
  }

  /** A message was brought before the eyes, or was found to be gone; in a window that nobody sees it waits. */
  noteShown(messageId: string): void {
    this.waiting = [...this.waiting.filter((id) => id !== messageId), messageId].slice(-MOST_WAITING);
    this.passShown();
  }

  close(): void {
    this.isClosed = true;
    document.removeEventListener('visibilitychange', this.passShown);
    this.get()?.close();
  }

  private async fetch(): Promise<void> {
    if (this.isFetching || this.isClosed) return;
    this.isFetching = true;
    try {
      const { openNotifications } = await import('../notifications/open-notifications.js');
      if (!this.isClosed) this.begin(openNotifications(this.api.http));
    } catch {
      // The next connection is another chance.
    }
    this.isFetching = false;
  }

  private begin(store: NotificationsStore): void {
    store.subscribe(() => {
      const { isLoaded, failure, unread } = store.get();
      if (isLoaded && failure === undefined) this.unread.set(unread);
      for (const listener of this.listListeners) listener();
    });
    this.socket.on('notification:created', (event) => store.receiveNew(event));
    this.socket.on('notification:updated', (event) => store.receive(event));
    this.socket.on('notifications:reset', ({ unread }) => store.receiveReset(unread));
    this.socket.on('room:updated', ({ room }) => store.receiveRoom(room));
    // What was read of it went with it, perhaps, of which nothing is told.
    this.socket.on('room:deleted', ({ room }) => {
      if (store.get().items.some((item) => item.room.id === room.id)) void store.load();
    });
    void store.load();
    this.set(store);
    this.passShown();
  }

  private readonly passShown = (): void => {
    const store = this.get();
    if (!store || document.visibilityState !== 'visible') return;
    for (const messageId of this.waiting) void store.markShown(messageId);
    this.waiting = [];
  };
}
