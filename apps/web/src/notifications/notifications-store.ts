import { limits, type Notification, type ReadNotifications } from '@tertulia/contract';
import { failureCode } from '../api/request-error.js';
import { Observable } from '../realtime/observable.js';
import {
  emptyList,
  type Filter,
  isConsistent,
  nameRoom,
  type NotificationEvent,
  type NotificationList,
  stampRead,
  takeEvent,
  takePage,
} from './notification-list.js';
import { type NotificationsGateway, type NotificationsView, nothing } from './notifications-view.js';
import { Recheck } from './recheck.js';

/** Events kept while an answer is on its way; with more of them the list is read again anyhow. */
const MOST_NOTED = 100;
/** So long after everything was read anew, what another node tells may still be older than that. */
const RESET_DOUBT_MS = 5_000;
/** Pages that are looked through for the notification of a message that was shown. */
const MOST_SEARCHED = 4;

/**
 * What a person was told of, outside of React. The count is always the server's. What happens while an answer is on its way is
 * taken at once and once more after it; since nobody knows which of the two is newer, the list is then read again.
 */
export class NotificationsStore extends Observable<NotificationsView> {
  /** The last one that came while this was open. */
  readonly latest = new Observable<Notification | undefined>(undefined);
  private readonly recheck: Recheck;
  /** Answers that are on their way, and what was told meanwhile. */
  private waiting = 0;
  private noted: NotificationEvent[] = [];
  private isDoubtful = false;
  private loads = 0;
  private shownEarly: string[] = [];
  private resetAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly gateway: NotificationsGateway) {
    super(nothing);
    this.recheck = new Recheck(
      () => void this.load(),
      () => gateway.random(),
    );
  }

  /** Reads the list anew, as far as it was loaded; only the last answer counts. */
  async load(): Promise<void> {
    this.recheck.stop();
    this.loads += 1;
    const turn = this.loads;
    const { filter, items } = this.get();
    this.begin();
    try {
      let list: NotificationList = emptyList;
      do {
        const before = list.nextCursor ?? undefined;
        list = takePage(list, await this.gateway.list({ before, unread: filter === 'unread' }), before === undefined);
      } while (turn === this.loads && list.nextCursor !== null && list.items.length < items.length);
      if (turn === this.loads)
        this.put({
          ...this.withNoted(list),
          isLoaded: true,
          isLoadingMore: false,
          failure: undefined,
          moreFailure: undefined,
        });
    } catch (error) {
      if (turn === this.loads) this.put({ isLoaded: true, isLoadingMore: false, failure: failureCode(error) });
    }
    this.end();
    this.readShownEarly();
  }

  /** Reads the next page. */
  async loadMore(): Promise<void> {
    const { nextCursor, isLoadingMore, filter } = this.get();
    if (nextCursor === null || isLoadingMore) return;
    const turn = this.loads;
    this.begin();
    this.put({ isLoadingMore: true, moreFailure: undefined });
    try {
      const page = await this.gateway.list({ before: nextCursor, unread: filter === 'unread' });
      if (turn === this.loads) this.put({ ...this.withNoted(takePage(this.get(), page, false)), isLoadingMore: false });
    } catch (error) {
      if (turn === this.loads) this.put({ isLoadingMore: false, moreFailure: failureCode(error) });
    }
    this.end();
  }

  setFilter(filter: Filter): void {
    if (filter === this.get().filter) return;
    const { unread } = this.get();
    this.put({ ...emptyList, unread, filter, isLoaded: false, failure: undefined, moreFailure: undefined });
    void this.load();
  }

  /** One notification came just now. */
  receiveNew(event: NotificationEvent): void {
    this.receive(event);
    if (event.notification.readAt === null && event.notification.withdrawnAt === null)
      this.latest.set(event.notification);
  }

  /** One notification was read, made unread or withdrawn. */
  receive(event: NotificationEvent): void {
    this.put(takeEvent(this.get(), event, this.get().filter));
    this.isDoubtful ||= Date.now() - this.resetAt < RESET_DOUBT_MS;
    if (this.waiting > 0) {
      this.noted = [...this.noted, event].slice(-MOST_NOTED);
      this.isDoubtful = true;
    } else this.judge();
  }

  /** Too many changed to be told one by one. */
  receiveReset(unread: number): void {
    this.resetAt = Date.now();
    this.put({ unread });
    void this.load();
  }

  /** A room changed, and perhaps its name; a list that is on its way may have the old one. */
  receiveRoom(room: Notification['room']): void {
    const view = this.get();
    if (!view.items.some((item) => item.room.id === room.id)) return;
    this.put(nameRoom(view, room));
    this.isDoubtful ||= this.waiting > 0;
  }

  async markRead(ids: readonly string[]): Promise<void> {
    const meant = new Set(ids.slice(0, limits.notificationsRead));
    if (meant.size > 0) await this.markAs({ ids: [...meant] }, ({ id }) => meant.has(id));
  }

  /** @returns the instant under which all can be made unread again; nothing when there was nothing to read. */
  markAll(): Promise<string | undefined> {
    // What comes before the answer may be older or newer than it.
    const known = new Set(this.get().items.map(({ id }) => id));
    return this.markAs({ all: true }, ({ id }) => known.has(id));
  }

  /** Makes unread again what was read at an instant. */
  async restore(readAt: string): Promise<void> {
    await this.act(async () => {
      const { unread } = await this.gateway.restore(readAt);
      this.put({ ...stampRead(this.get(), (item) => item.readAt === readAt, null, this.get().filter), unread });
      this.isDoubtful = true;
    });
  }

  /** A message that one was perhaps told of was before the reader's eyes, or is no longer to be seen. */
  async markShown(messageId: string): Promise<void> {
    const { items, isLoaded, failure, unread } = this.get();
    const listed = items.filter(({ readAt }) => readAt === null);
    const ids = listed.filter(({ message }) => message.id === messageId).map(({ id }) => id);
    if (ids.length > 0) return this.markRead(ids);
    if (!isLoaded || failure !== undefined) this.shownEarly = [...this.shownEarly, messageId].slice(-MOST_SEARCHED);
    else if (unread > listed.length) await this.searchUnread(messageId);
  }

  close(): void {
    this.loads += 1;
    this.recheck.close();
  }

  private async markAs(request: ReadNotifications, isMeant: (item: Notification) => boolean) {
    return this.act(async () => {
      const { unread, readAt } = await this.gateway.read(request);
      const list = this.get();
      const isNew = (item: Notification) => item.readAt === null && isMeant(item);
      // Without an instant they had been read elsewhere, which the list will tell.
      if (readAt === null) this.isDoubtful ||= list.items.some(isNew);
      this.put({ ...(readAt === null ? list : stampRead(list, isNew, readAt, list.filter)), unread });
      // What was told during the question may be older or newer than its answer.
      const isLate = (item: Notification) => item.readAt === null && 'all' in request && !isMeant(item);
      this.isDoubtful ||= this.noted.length > 0 || list.items.some(isLate);
      return readAt ?? undefined;
    });
  }

  private async act<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
    this.begin();
    this.put({ isBusy: true, actionFailure: undefined });
    let result: Result | undefined;
    try {
      result = await action();
      this.put({ isBusy: false });
    } catch (error) {
      this.put({ isBusy: false, actionFailure: failureCode(error) });
    }
    this.end();
    return result;
  }

  /** Looks for it among the unread ones that are not listed here. */
  private async searchUnread(messageId: string): Promise<void> {
    let before: string | undefined;
    try {
      for (let page = 0; page < MOST_SEARCHED; page += 1) {
        const { items, nextCursor } = await this.gateway.list({ before, unread: true });
        const found = items.find(({ message }) => message.id === messageId);
        if (found) return await this.markRead([found.id]);
        if (nextCursor === null) return;
        before = nextCursor;
      }
    } catch {
      // It stays unread; opening it again is another chance.
    }
  }

  private readShownEarly(): void {
    const messageIds = this.shownEarly;
    if (this.get().failure !== undefined) return;
    this.shownEarly = [];
    for (const messageId of messageIds) void this.markShown(messageId);
  }

  /** Of two answers on their way at once, the older one may come last. */
  private begin(): void {
    this.isDoubtful ||= this.waiting > 0;
    this.waiting += 1;
  }

  private end(): void {
    this.waiting -= 1;
    if (this.waiting > 0) return;
    this.noted = [];
    this.judge();
  }

  private withNoted(list: NotificationList): NotificationList {
    const { filter } = this.get();
    return this.noted.reduce((taken, event) => takeEvent(taken, event, filter), list);
  }

  private judge(): void {
    const view = this.get();
    const isWrong = view.failure !== undefined || (view.isLoaded && !isConsistent(view));
    if (this.isDoubtful || isWrong) this.recheck.later(this.isDoubtful);
    else this.recheck.settle();
    this.isDoubtful = false;
  }

  private put(change: Partial<NotificationsView>): void {
    this.update((view) => ({ ...view, ...change }));
  }
}
