import { describe, expect, it } from '@jest/globals';
import { buildMessage } from './fake-room-server.js';
import { chooseOpening, firstUnread } from './opening.js';

const unread = { readSeq: 5, unread: 3 };
const none = { inSession: undefined, stored: undefined };
const position = { seq: 4, offset: -12, newestSeq: 8 };

describe('where a room opens', () => {
  it('is the first unread, or the end', () => {
    expect(chooseOpening('unread', unread, none, 8)).toEqual({ kind: 'unread' });
    expect(chooseOpening('unread', { readSeq: 8, unread: 0 }, none, 8)).toEqual({ kind: 'end' });
    expect(chooseOpening('unread', undefined, none, 8)).toEqual({ kind: 'end' });
    expect(chooseOpening('newest', unread, none, 8)).toEqual({ kind: 'end' });
  });

  it('is where the reader was, if they want that', () => {
    expect(chooseOpening('last', unread, { ...none, stored: position }, 8)).toEqual({
      kind: 'position',
      seq: 4,
      offset: -12,
    });
    expect(chooseOpening('last', unread, none, 8)).toEqual({ kind: 'end' });
  });

  it('is where the reader was within a visit, unless something new is unread', () => {
    const kept = { ...none, inSession: position };
    expect(chooseOpening('unread', unread, kept, 8)).toEqual({ kind: 'position', seq: 4, offset: -12 });
    expect(chooseOpening('unread', unread, kept, 9)).toEqual({ kind: 'unread' });
    expect(chooseOpening('newest', unread, kept, 9)).toEqual({ kind: 'end' });
    expect(chooseOpening('last', unread, kept, 9)).toEqual({ kind: 'position', seq: 4, offset: -12 });
    expect(chooseOpening('unread', { readSeq: 9, unread: 0 }, kept, 9)).toMatchObject({ kind: 'position' });
  });

  it('does not count own and deleted messages as unread', () => {
    const author = buildMessage({}).author;
    const messages = [
      buildMessage({ seq: 1 }),
      buildMessage({ seq: 2, author: { ...author, id: 'ana' } }),
      buildMessage({ seq: 3, deletedAt: '2026-01-01T00:00:00.000Z' }),
      buildMessage({ seq: 4 }),
    ];
    expect(firstUnread(messages, 1, 'ana')?.seq).toBe(4);
    expect(firstUnread(messages, 4, 'ana')).toBeUndefined();
  });
});
