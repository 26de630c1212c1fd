import { describe, expect, it } from '@jest/globals';
import type { Notification } from '@tertulia/contract';
import { arrangeNotifications } from './arrange-notifications.js';
import { buildNotification } from './fake-notifications.js';

/** A Thursday, in the middle of the day. */
const now = new Date(2026, 4, 14, 15, 30).getTime();
const minutes = (count: number) => now - count * 60_000;
let made = 0;

function at(time: number, room = 'general'): Notification {
  made += 1;
  return buildNotification(made, {
    createdAt: new Date(time).toISOString(),
    room: { id: room, slug: room, name: room },
  });
}

describe('the groups of the list', () => {
  it.each([
    ['today', new Date(2026, 4, 14, 0, 0), 'today'],
    ['a clock that is ahead', new Date(2026, 4, 15, 9, 0), 'today'],
    ['the last minute of yesterday', new Date(2026, 4, 13, 23, 59), 'yesterday'],
    ['the day before', new Date(2026, 4, 12, 12, 0), 'week'],
    ['the Monday of this week', new Date(2026, 4, 11, 0, 0), 'week'],
    ['the Sunday before', new Date(2026, 4, 10, 23, 59), { month: new Date(2026, 4, 1).getTime() }],
    ['an earlier month', new Date(2026, 2, 31, 12, 0), { month: new Date(2026, 2, 1).getTime() }],
    ['the same month of another year', new Date(2025, 4, 10, 12, 0), { month: new Date(2025, 4, 1).getTime() }],
  ])('%s', (_name, time, group) => {
    expect(arrangeNotifications([at(time.getTime())], now).map(({ name }) => name)).toEqual([group]);
  });

  it('follow each other, each once', () => {
    const times = [
      minutes(5),
      minutes(20),
      minutes(24 * 60),
      new Date(2026, 3, 2).getTime(),
      new Date(2026, 3, 1).getTime(),
    ];
    const groups = arrangeNotifications(
      times.map((time) => at(time)),
      now,
    );
    expect(groups.map(({ key, folds }) => [key, folds.length])).toEqual([
      ['today', 2],
      ['yesterday', 1],
      [String(new Date(2026, 3, 1).getTime()), 2],
    ]);
    expect(arrangeNotifications([], now)).toEqual([]);
  });
});

describe('folding what one room told within ten minutes', () => {
  const foldsOf = (list: readonly [minutesAgo: number, room: string][]) =>
    arrangeNotifications(
      list.map(([ago, room]) => at(minutes(ago), room)),
      now,
    ).flatMap(({ folds }) =>
      folds.map(({ items }) => items.map((item) => (now - Date.parse(item.createdAt)) / 60_000)),
    );

  it.each<[string, [number, string][], number[][]]>([
    ['one is one', [[1, 'a']], [[1]]],
    [
      'two close together are one',
      [
        [1, 'a'],
        [11, 'a'],
      ],
      [[1, 11]],
    ],
    [
      'eleven minutes are too many',
      [
        [1, 'a'],
        [12, 'a'],
      ],
      [[1], [12]],
    ],
    [
      'ten minutes from the first, not from the one before',
      [
        [1, 'a'],
        [8, 'a'],
        [15, 'a'],
      ],
      [[1], [8, 15]],
    ],
    [
      'rooms apart',
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'a'],
      ],
      [[1, 3], [2]],
    ],
    [
      'many',
      [
        [1, 'a'],
        [2, 'a'],
        [3, 'a'],
        [4, 'a'],
      ],
      [[1, 2, 3, 4]],
    ],
    [
      'not over midnight',
      [
        [15 * 60 + 28, 'a'],
        [15 * 60 + 32, 'a'],
      ],
      [[15 * 60 + 28], [15 * 60 + 32]],
    ],
  ])('%s', (_name, list, expected) => {
    expect(foldsOf(list)).toEqual(expected);
  });

  it('keeps the other folds and their keys when one more comes', () => {
    const items = [at(minutes(2)), at(minutes(9)), at(minutes(11)), at(minutes(30))];
    const before = arrangeNotifications(items, now)[0]?.folds.map(({ key }) => key);
    const after = arrangeNotifications([at(minutes(0)), ...items], now)[0]?.folds.map(({ key }) => key);
    expect(before).toEqual([items[2]?.id, items[3]?.id]);
    expect(after?.slice(1)).toEqual(before);
  });
});
