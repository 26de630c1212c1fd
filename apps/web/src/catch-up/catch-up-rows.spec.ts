import { describe, expect, it } from '@jest/globals';
import { instantOf, rowsOf } from './catch-up-rows.js';
import { buildItem, buildRoom } from './fake-rooms.js';

const ids = (rows: ReturnType<typeof rowsOf>) => rows.map(({ room }) => room.id);

describe('what there is to catch up with', () => {
  it('puts mentions first, then what has most', () => {
    const rooms = [buildRoom('few', 2), buildRoom('many', 40), buildRoom('mention', 1, 1), buildRoom('read', 0)];
    expect(ids(rowsOf(rooms.map(buildItem), rooms))).toEqual(['mention', 'many', 'few']);
  });

  it('follows the list of rooms, not the answer', () => {
    const old = buildRoom('a', 3);
    expect(rowsOf([buildItem(old)], [buildRoom('a', 0, 0, 13)])).toEqual([]);
    expect(rowsOf([buildItem(old)], [buildRoom('a', 1, 0, 13)])[0]?.firstUnread).toBeUndefined();
    expect(rowsOf([], [buildRoom('b', 1)])).toMatchObject([{ unread: 1, firstUnread: undefined }]);
  });

  it('shows a room that is only in the answer, and a muted one only when the server does', () => {
    const muted = buildRoom('muted', 5);
    if (muted.me) muted.me.notify = 'none';
    expect(ids(rowsOf([buildItem(buildRoom('other', 2))], []))).toEqual(['other']);
    expect(rowsOf([], [muted])).toEqual([]);
    expect(ids(rowsOf([buildItem(muted)], [muted]))).toEqual(['muted']);
  });
});

describe('how old is old', () => {
  const now = new Date(2026, 4, 10, 15, 30).getTime();
  it.each([
    ['today', new Date(2026, 4, 10)],
    ['yesterday', new Date(2026, 4, 9)],
    ['week', new Date(2026, 4, 3)],
  ] as const)('%s begins at the beginning of a day', (age, day) =>
    expect(instantOf(age, '', now)).toBe(day.toISOString()),
  );

  it('takes a date, and nothing that is not one', () => {
    expect(instantOf('date', '2026-02-03', now)).toBe(new Date(2026, 1, 3).toISOString());
    expect(instantOf('date', '', now)).toBeUndefined();
  });
});
