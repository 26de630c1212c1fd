import type { Notification, NotificationPage, ReadNotifications } from '@tertulia/contract';
import { RequestError } from '../api/request-error.js';
import type { NotificationEvent } from './notification-list.js';
import type { NotificationsGateway } from './notifications-view.js';

const BEGINNING = Date.UTC(2026, 4, 10, 12);

/** A notification for tests; the number gives its id and, in minutes, its time. */
export function buildNotification(number: number, overrides: Partial<Notification> = {}): Notification {
  const author = { id: 'ana', handle: 'ana', displayName: 'Ana', isGuest: true, isBot: false };
  return {
    id: `n${String(number).padStart(4, '0')}`,
    kind: 'mention',
    room: { id: 'general', slug: 'general', name: 'general' },
    message: { id: `m${number}`, seq: number, author, excerpt: `text ${number}` },
    createdAt: new Date(BEGINNING + number * 60_000).toISOString(),
    readAt: null,
    withdrawnAt: null,
    delivery: { outcome: 'shown', reason: 'no_address' },
    ...overrides,
  };
}

/** The server's notifications of one person, in memory: what the store must end up with. */
export class FakeNotifications {
  rows: Notification[] = [];
  /** What was sent and is still on its way, in order. */
  pushes: (NotificationEvent | number)[] = [];
  refusal: RequestError | undefined;
  asked: ReadNotifications[] = [];
  requests = 0;
  private clock = BEGINNING;
  private made = 0;

  constructor(readonly pageSize = 30) {}

  get unread(): number {
    return this.rows.filter(({ readAt, withdrawnAt }) => readAt === null && withdrawnAt === null).length;
  }

  list(isUnread: boolean): Notification[] {
    return this.rows
      .filter(({ readAt, withdrawnAt }) => withdrawnAt === null && (!isUnread || readAt === null))
      .toReversed();
  }

  tell(overrides: Partial<Notification> = {}): Notification {
    this.made += 1;
    const made = buildNotification(this.made, overrides);
    this.rows.push(made);
    this.push(made);
    return made;
  }

  withdraw(pick: number): void {
    this.change(pick, { withdrawnAt: this.now() });
  }

  readOne(pick: number): void {
    this.change(pick, { readAt: this.now() });
  }

  /** On another device, which is told as a whole. */
  readEverything(): string {
    const readAt = this.now();
    this.rows = this.rows.map((row) => (row.readAt === null ? { ...row, readAt } : row));
    this.pushes.push(this.unread);
    return readAt;
  }

  restoreEverything(readAt: string): void {
    this.rows = this.rows.map((row) => (row.readAt === readAt ? { ...row, readAt: null } : row));
    this.pushes.push(this.unread);
  }

  gateway(onTheWay: <Answer>(answer: Answer) => Promise<Answer> = async (answer) => answer): NotificationsGateway {
    const answer = <Answer>(make: () => Answer): Promise<Answer> => {
      this.requests += 1;
      if (this.refusal) return Promise.reject(this.refusal);
      return onTheWay(make());
    };
    return {
      list: ({ before, unread }) => answer(() => this.page(before, unread)),
      read: (request) =>
        answer(() => {
          this.asked.push(request);
          const readAt = this.read(request);
          return { unread: this.unread, readAt };
        }),
      restore: (readAt) =>
        answer(() => {
          this.restoreEverything(readAt);
          return { unread: this.unread };
        }),
      random: () => 0.5,
    };
  }

  private read(request: ReadNotifications): string | null {
    const isMeant = ({ id, readAt }: Notification) => readAt === null && ('all' in request || request.ids.includes(id));
    const meant = this.rows.filter(isMeant);
    const readAt = this.now();
    this.rows = this.rows.map((row) => (meant.includes(row) ? { ...row, readAt } : row));
    if ('all' in request) this.pushes.push(this.unread);
    else for (const { id } of meant) this.pushById(id);
    return meant.length === 0 ? null : readAt;
  }

  private page(before: string | undefined, isUnread: boolean): NotificationPage {
    const later = this.list(isUnread).filter(({ id }) => before === undefined || id < before);
    const items = later.slice(0, this.pageSize);
    return { items, unread: this.unread, nextCursor: later.length > items.length ? (items.at(-1)?.id ?? null) : null };
  }

  private change(pick: number, change: Partial<Notification>): void {
    const row = this.rows[pick % Math.max(1, this.rows.length)];
    if (!row || row.readAt !== null || row.withdrawnAt !== null) return;
    this.rows = this.rows.map((other) => (other === row ? { ...row, ...change } : other));
    this.pushById(row.id);
  }

  private pushById(id: string): void {
    const row = this.rows.find((candidate) => candidate.id === id);
    if (row) this.push(row);
  }

  private push(notification: Notification): void {
    this.pushes.push({ notification, unread: this.unread });
  }

  private now(): string {
    this.clock += 1_000;
    return new Date(this.clock).toISOString();
  }
}
