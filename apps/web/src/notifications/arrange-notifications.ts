import type { Notification } from '@tertulia/contract';
import { startOfDay } from '../i18n/format-time.js';

/** Notifications of one room within this time are one line. */
const FOLD_MS = 10 * 60_000;

/** What a group of the list is called: a day, this week, or the first day of a month. */
export type GroupName = 'today' | 'yesterday' | 'week' | { month: number };

/** Notifications of one room that came close together, the newest first. */
export interface Fold {
  /** The id of the oldest, which stays the same while newer ones come. */
  key: string;
  items: readonly [Notification, ...Notification[]];
}

export interface NotificationGroup {
  key: string;
  name: GroupName;
  folds: readonly Fold[];
}

/**
 * Puts the list, the newest first, into groups by day, week and month, and folds in each what came from one room within ten
 * minutes. A fold begins with its oldest, so that what comes in later changes no other line.
 */
export function arrangeNotifications(items: readonly Notification[], now: number): NotificationGroup[] {
  const groups: { key: string; name: GroupName; items: Notification[] }[] = [];
  for (const item of items) {
    const name = groupOf(Date.parse(item.createdAt), now);
    const key = typeof name === 'string' ? name : String(name.month);
    const last = groups.at(-1);
    if (last?.key === key) last.items.push(item);
    else groups.push({ key, name, items: [item] });
  }
  return groups.map(({ key, name, items: members }) => ({ key, name, folds: foldRooms(members) }));
}

function foldRooms(items: readonly Notification[]): Fold[] {
  const folds: { begun: number; oldest: string; items: [Notification, ...Notification[]] }[] = [];
  const open = new Map<string, (typeof folds)[number]>();
  for (const item of items.toReversed()) {
    const at = Date.parse(item.createdAt);
    const fold = open.get(item.room.id);
    if (fold && at - fold.begun <= FOLD_MS) fold.items.unshift(item);
    else {
      const begun = { begun: at, oldest: item.id, items: [item] satisfies [Notification] };
      folds.push(begun);
      open.set(item.room.id, begun);
    }
  }
  // By the newest of each, as the list is.
  const place = new Map(items.map(({ id }, index) => [id, index]));
  return folds
    .map(({ oldest, items: members }) => ({ key: oldest, items: members }))
    .sort((a, b) => (place.get(a.items[0].id) ?? 0) - (place.get(b.items[0].id) ?? 0));
}

/** A week begins on Monday; what is neither of yesterday nor of this week is of a month. */
function groupOf(at: number, now: number): GroupName {
  const day = startOfDay(at);
  const today = startOfDay(now);
  if (day >= today) return 'today';
  if (day === daysBefore(today, 1)) return 'yesterday';
  if (day >= daysBefore(today, (new Date(today).getDay() + 6) % 7)) return 'week';
  return { month: new Date(day).setDate(1) };
}

/** The clock may change between two days. */
function daysBefore(day: number, count: number): number {
  const date = new Date(day);
  return date.setDate(date.getDate() - count);
}
