import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { limits, type Notification } from '@tertulia/contract';
import { BoundedWork } from '../common/bounded-work.js';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { OwnCounts } from '../realtime/own-counts.js';
import { type Reach, RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { CountsRepository, type OwnReadState } from './counts.repository.js';
import { NotificationsRepository } from './notifications.repository.js';

/** What is told at the same time, and how much may wait: what is lost is seen when the client lists again. */
const AT_ONCE = 4;
const MOST_WAITING = 10_000;
/** People looked up at once. */
const CHUNK = 500;

/** A notification that was written, changed or withdrawn. */
export interface NotificationChange {
  userId: string;
  id: string;
  isNew: boolean;
}

interface News {
  notifications: Map<string, Notification[]>;
  unread: Map<string, number>;
  states: OwnReadState[];
}

/** Tells people's own sockets what became of their notifications. After the commit, and nobody waits for it. */
@Injectable()
export class NotificationNews implements OnApplicationShutdown {
  private readonly work = new BoundedWork(AT_ONCE, MOST_WAITING);
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly counts: CountsRepository,
    private readonly ownCounts: OwnCounts,
    private readonly emitter: RealtimeEmitter,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.running);
  }

  /** Each change as an event of its own, up to a hundred a person, and the counts of those of the rooms that they are in. */
  changed(changes: NotificationChange[], roomIds: string[]): void {
    const byUser = groupByUser(changes);
    for (const userIds of chunksOf(byUser)) this.inBackground(() => this.tell(userIds, byUser, roomIds));
  }

  /**
   * The same for the sockets of this node alone, for whoever has to know that they were told.
   * @throws {DomainError} `unavailable` when some could not be.
   */
  async repaired(changes: NotificationChange[], roomIds: string[]): Promise<void> {
    const byUser = groupByUser(changes);
    for (const userIds of chunksOf(byUser)) await this.work.run(() => this.tell(userIds, byUser, roomIds, 'here'));
  }

  /** What a person may see changed as a whole: their list is to be read anew. */
  reset(userIds: string[]): void {
    for (let start = 0; start < userIds.length; start += CHUNK)
      this.inBackground(() => this.tell(userIds.slice(start, start + CHUNK), new Map(), []));
  }

  /** A room is no longer open to people who have something unread in it. */
  roomHidden(roomId: string, most: number): void {
    this.inBackground(async () => {
      const userIds = await this.notifications.findWaiting(roomId, most);
      for (let start = 0; start < userIds.length; start += CHUNK)
        await this.tell(userIds.slice(start, start + CHUNK), new Map(), []);
    });
  }

  private tell(
    userIds: string[],
    changes: Map<string, NotificationChange[]>,
    roomIds: string[],
    reach?: Reach,
  ): Promise<void> {
    return this.ownCounts.tell(
      userIds,
      (waiting) => this.read(waiting, changes, roomIds),
      (news, ready) => {
        for (const userId of ready) this.tellOne(userId, news, changes.get(userId) ?? [], reach);
      },
    );
  }

  private async read(userIds: string[], changes: Map<string, NotificationChange[]>, roomIds: string[]): Promise<News> {
    const ids = userIds.flatMap((userId) => {
      const own = changes.get(userId) ?? [];
      return own.length > limits.notificationsRead ? [] : own.map((change) => change.id);
    });
    const [found, unread, states] = await Promise.all([
      ids.length > 0 ? this.notifications.findByIds(ids) : [],
      this.counts.countUnread(userIds),
      roomIds.length > 0 ? this.counts.findReadStates(roomIds, userIds) : [],
    ]);
    const notifications = new Map<string, Notification[]>();
    for (const { userId, notification } of found) {
      const own = notifications.get(userId);
      if (own) own.push(notification);
      else notifications.set(userId, [notification]);
    }
    return { notifications, unread, states };
  }

  private tellOne(userId: string, news: News, changes: NotificationChange[], reach?: Reach): void {
    const unread = news.unread.get(userId) ?? 0;
    const fresh = new Set(changes.filter((change) => change.isNew).map((change) => change.id));
    const own = news.notifications.get(userId) ?? [];
    if (changes.length === 0 || changes.length > limits.notificationsRead)
      this.emitter.notificationsReset(userId, unread, reach);
    for (const notification of own) {
      const event = fresh.has(notification.id) ? 'notification:created' : 'notification:updated';
      this.emitter.notificationChanged(userId, event, notification, unread, reach);
    }
    for (const { userId: ownerId, roomId, ...state } of news.states)
      if (ownerId === userId) this.emitter.unreadChanged(userId, roomId, state, reach);
  }

  private inBackground(work: () => Promise<void>): void {
    const running = this.work.run(work).catch((error: unknown) => {
      // The database is away; clients read their lists anew when they reconnect.
      if (!(error instanceof DomainError)) this.log.error(describeError(error), 'News of notifications were not told.');
    });
    this.running.add(running);
    void running.finally(() => this.running.delete(running));
  }
}

function groupByUser(changes: NotificationChange[]): Map<string, NotificationChange[]> {
  const byUser = new Map<string, NotificationChange[]>();
  for (const change of changes) {
    const own = byUser.get(change.userId);
    if (own) own.push(change);
    else byUser.set(change.userId, [change]);
  }
  return byUser;
}

function chunksOf(byUser: Map<string, unknown>): string[][] {
  const userIds = [...byUser.keys()];
  return Array.from({ length: Math.ceil(userIds.length / CHUNK) }, (_unused, index) =>
    userIds.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}
