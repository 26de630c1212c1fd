import { describe, expect, it } from '@jest/globals';
import { buildMessage } from './fake-room-server.js';
import { arrangeRows } from './timeline-rows.js';

const person = (id: string) => ({ id, handle: id, displayName: id, isGuest: true, isBot: false });
const at = (day: number, minute: number) => new Date(2026, 0, day, 12, minute).toISOString();

describe('arranging the lines of a room', () => {
  it('joins what one person writes within five minutes and separates days', () => {
    const messages = [
      buildMessage({ seq: 1, author: person('ana'), createdAt: at(1, 0) }),
      buildMessage({ seq: 2, author: person('ana'), createdAt: at(1, 4) }),
      buildMessage({ seq: 3, author: person('ana'), createdAt: at(1, 10) }),
      buildMessage({ seq: 4, author: person('rui'), createdAt: at(1, 11) }),
      buildMessage({ seq: 5, author: person('rui'), createdAt: at(2, 0) }),
    ];
    const rows = arrangeRows(messages, [], person('ana'));
    expect(rows.map(({ isHead }) => isHead)).toEqual([true, false, true, true, true]);
    expect(rows.map(({ day }) => day)).toEqual([
      new Date(2026, 0, 1).getTime(),
      undefined,
      undefined,
      undefined,
      new Date(2026, 0, 2).getTime(),
    ]);
  });

  it('gives an own message the same key before and after it was stored', () => {
    const me = person('ana');
    const pending = {
      clientMessageId: 'c1',
      roomId: 'r',
      userId: 'ana',
      text: 'x',
      replyTo: null,
      pictures: [],
      createdAt: at(1, 0),
      order: 1,
      state: 'pending' as const,
      reason: null,
      storedVersion: null,
    };
    const before = arrangeRows([], [pending], me);
    const after = arrangeRows([buildMessage({ author: me, clientMessageId: 'c1', createdAt: at(1, 0) })], [], me);
    expect(before[0]?.key).toBe(after[0]?.key);
  });

  it('keeps the line of a message that did not change', () => {
    const messages = [buildMessage({ seq: 1 }), buildMessage({ seq: 2 })];
    const [first, second] = arrangeRows(messages, [], person('ana'));
    const edited = buildMessage({ seq: 2, version: 3, text: 'edited' });
    const next = arrangeRows([...messages.slice(0, 1), edited], [], person('ana'));
    expect(next[0]).toBe(first);
    expect(next[1]).not.toBe(second);
  });
});
