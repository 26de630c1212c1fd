import { describe, expect, it } from '@jest/globals';
import type { Message, Room } from '@tertulia/contract';
import { isJoined, takeChange, toView, withOlder, withReload } from './preview-state.js';

const room: Room = {
  id: 'room',
  slug: 'general',
  name: 'general',
  topic: '',
  visibility: 'public',
  createdAt: '2026-05-01T10:00:00.000Z',
  createdBy: null,
  lastSeq: 30,
  version: 30,
  lastMessageAt: null,
  memberCount: 2,
  slowModeSeconds: 0,
  retentionDays: null,
  archivedAt: null,
  wordRule: 'tag',
};

function buildMessage(seq: number, text = `message ${seq}`): Message {
  return {
    id: `m${seq}`,
    roomId: 'room',
    seq,
    version: seq,
    author: { id: 'ana', handle: 'ana', displayName: 'Ana', isGuest: true, isBot: false },
    text,
    entities: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    tags: [],
    clientMessageId: `m${seq}`,
    createdAt: new Date(Date.UTC(2026, 4, 1, 10, seq)).toISOString(),
    editedAt: null,
    deletedAt: null,
  };
}

function preview(from: number, to: number, hasAfter = false) {
  const items = Array.from({ length: to - from + 1 }, (_, index) => buildMessage(from + index));
  return { room, page: { items, firstSeq: from, lastSeq: to, version: to, hasBefore: from > 1, hasAfter } };
}
const seqs = (view: ReturnType<typeof toView>) => view.messages.map(({ seq }) => seq);

describe('the preview of a room', () => {
  it('takes what is written after it, each change once', () => {
    const view = toView(preview(10, 12));
    const change = { roomId: 'room', version: 13, message: buildMessage(13) };
    const next = takeChange(view, change);
    expect(seqs(next)).toEqual([10, 11, 12, 13]);
    expect(takeChange(next, change)).toBe(next);
  });

  it('takes a change of a message that it shows, and passes over one that it does not', () => {
    const view = toView(preview(10, 12));
    const edited = takeChange(view, { roomId: 'room', version: 13, message: buildMessage(11, 'edited') });
    expect(edited.messages[1]?.text).toBe('edited');
    const passed = takeChange(edited, { roomId: 'room', version: 14, message: buildMessage(3, 'edited') });
    expect(seqs(passed)).toEqual([10, 11, 12]);
    expect(passed.version).toBe(14);
  });

  it('does not put the newest behind a stretch of the past', () => {
    const view = toView(preview(10, 12, true));
    expect(seqs(takeChange(view, { roomId: 'room', version: 40, message: buildMessage(40) }))).toEqual([10, 11, 12]);
  });

  it('grows backwards, and keeps that when it is read again', () => {
    const view = withOlder(toView(preview(10, 12)), preview(1, 10).page);
    expect(seqs(view)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(view.hasBefore).toBe(false);
    expect(seqs(withReload(view, preview(11, 14)))).toHaveLength(14);
    expect(seqs(withReload(view, preview(20, 22)))).toEqual([20, 21, 22]);
  });

  it('joins messages of one author within five minutes', () => {
    expect(isJoined(buildMessage(2), buildMessage(1))).toBe(true);
    expect(isJoined(buildMessage(9), buildMessage(1))).toBe(false);
    expect(isJoined(buildMessage(1), undefined)).toBe(false);
  });
});
