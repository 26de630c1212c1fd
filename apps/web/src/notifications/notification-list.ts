import type { Notification, NotificationPage } from '@tertulia/contract';

/** Which notifications are listed. */
export const filters = ['all', 'unread'] as const;
export type Filter = (typeof filters)[number];

/** More than this are not kept; three months of them are rarely as many. */
export const MOST_LISTED = 300;

/** The notifications that are known, the newest first, and what the server says of all of them. */
export interface NotificationList {
  items: readonly Notification[];
  unread: number;
  /** Where the next page begins; null at the end of the list. */
  nextCursor: string | null;
  /** There are more, which are not listed because there are so many. */
  isCapped: boolean;
}

export const emptyList: NotificationList = { items: [], unread: 0, nextCursor: null, isCapped: false };

/** What the server tells of one notification while it happens. */
export interface NotificationEvent {
  notification: Notification;
  unread: number;
}

/**
 * Takes one notification as it is now: a new one takes its place, a known one is replaced, one that was withdrawn or does not
 * belong into the list is removed. What lies beyond the last page that is loaded comes with its page.
 */
export function putNotification(list: NotificationList, notification: Notification, filter: Filter): NotificationList {
  const others = list.items.filter(({ id }) => id !== notification.id);
  const last = list.items.at(-1);
  const isLoaded = list.nextCursor === null || (last !== undefined && compareNewest(notification, last) <= 0);
  const isListed = notification.withdrawnAt === null && (filter === 'all' || notification.readAt === null) && isLoaded;
  if (!isListed) return others.length === list.items.length ? list : { ...list, items: others };
  const at = others.findIndex((other) => compareNewest(notification, other) < 0);
  return bound({ ...list, items: others.toSpliced(at < 0 ? others.length : at, 0, notification) });
}

/** Takes the count as well, which is the server's. */
export function takeEvent(
  list: NotificationList,
  { notification, unread }: NotificationEvent,
  filter: Filter,
): NotificationList {
  return { ...putNotification(list, notification, filter), unread };
}

/** Puts the next page after what is known; `isFirst` begins anew with it. */
export function takePage(list: NotificationList, page: NotificationPage, isFirst: boolean): NotificationList {
  const before = isFirst ? [] : list.items;
  const known = new Set(before.map(({ id }) => id));
  const added = page.items.filter(({ id, withdrawnAt }) => !known.has(id) && withdrawnAt === null);
  const items = [...before, ...added].sort(compareNewest);
  return bound({ items, unread: page.unread, nextCursor: page.nextCursor, isCapped: false });
}

/** Shows some as read at an instant, or as unread with null. */
export function stampRead(
  list: NotificationList,
  isMeant: (notification: Notification) => boolean,
  readAt: string | null,
  filter: Filter,
): NotificationList {
  const items = list.items.map((item) => (isMeant(item) ? { ...item, readAt } : item));
  return { ...list, items: filter === 'all' ? items : items.filter((item) => item.readAt === null) };
}

/** Shows a room under the name that it has now. */
export function nameRoom(list: NotificationList, { id, name, slug }: Notification['room']): NotificationList {
  const isOld = ({ room }: Notification) => room.id === id && (room.name !== name || room.slug !== slug);
  if (!list.items.some(isOld)) return list;
  return { ...list, items: list.items.map((item) => (isOld(item) ? { ...item, room: { id, name, slug } } : item)) };
}

/** Whether list and count can both be true; if not, a word of the server was missed. */
export function isConsistent({ items, unread, nextCursor, isCapped }: NotificationList): boolean {
  const listed = items.filter(({ readAt }) => readAt === null).length;
  return nextCursor === null && !isCapped ? listed === unread : listed <= unread;
}

/** The newest first; ids are made in the order of time. */
export function compareNewest(a: Notification, b: Notification): number {
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt ? -1 : 1;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}

function bound(list: NotificationList): NotificationList {
  if (list.items.length <= MOST_LISTED) return list;
  return { ...list, items: list.items.slice(0, MOST_LISTED), nextCursor: null, isCapped: true };
}
