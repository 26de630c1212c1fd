import { describe, expect, it } from '@jest/globals';
import type { Joined, Message } from '@tertulia/contract';
import { Recorder } from './recorder.js';
import { RoomView } from './room-view.js';

const ROOM = 'room-1';

function buildMessage(seq: number, version = seq, text = `text ${seq}`): Message {
  return {
    id: `message-${seq}`,
    roomId: ROOM,
    seq,
    version,
    author: { id: 'user-1', handle: 'ana', displayName: 'Ana', isGuest: true, isBot: false },
    text,
    entities: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    tags: [],
    clientMessageId: `send-${seq}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    editedAt: version === seq ? null : '2026-01-01T00:00:01.000Z',
    deletedAt: null,
  };
}

function buildJoined(overrides: Partial<Joined>): Joined {
  return {
    room: {
      id: ROOM,
      slug: 'room',
      name: 'Room',
      topic: '',
      visibility: 'public',
      createdAt: '',
      createdBy: null,
      lastSeq: 0,
      version: 0,
      lastMessageAt: null,
      memberCount: 1,
      slowModeSeconds: 0,
      retentionDays: null,
      archivedAt: null,
      wordRule: 'tag',
    },
    messages: [],
    changes: [],
    version: 0,
    lastSeq: 0,
    reset: false,
    online: [],
    onlineCount: 1,
    ...overrides,
  };
}

function openView(): RoomView {
  const view = new RoomView(ROOM, 'ana', new Recorder());
  view.takeJoin(1, null, buildJoined({}));
  return view;
}

function push(view: RoomView, message: Message): void {
  view.takePush(1, { roomId: ROOM, version: message.version, message });
}

const versionsOf = (view: RoomView) => view.toLog().map((message) => [message.seq, message.version]);

describe('the view of a room', () => {
  it('applies what continues its version and drops what it knows', () => {
    const view = openView();
    for (const seq of [1, 2, 2, 1, 3]) push(view, buildMessage(seq));
    expect(view.position).toBe(3);
    expect(versionsOf(view)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('keeps what comes above a hole until the hole is filled', () => {
    const view = openView();
    for (const seq of [1, 3, 4]) push(view, buildMessage(seq));
    expect([view.position, view.hasHole]).toEqual([1, true]);
    view.takeChanges(1, { items: [buildMessage(2)], version: 2, more: false, reset: false });
    expect([view.position, view.hasHole]).toEqual([4, false]);
    expect(versionsOf(view)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });

  it('keeps pushes that overtake the answer to the join', () => {
    const view = new RoomView(ROOM, 'ana', new Recorder());
    push(view, buildMessage(3));
    expect(view.position).toBeNull();
    view.takeJoin(1, null, buildJoined({ messages: [buildMessage(1), buildMessage(2)], version: 2, lastSeq: 2 }));
    expect(view.position).toBe(3);
    expect(view.isIncomplete).toBe(false);
  });

  it('goes on after the last change of a page when there is another page', () => {
    const view = openView();
    view.takeChanges(0, { items: [buildMessage(1), buildMessage(2, 7)], version: 90, more: true, reset: false });
    expect(view.position).toBe(7);
  });

  it('never goes back to an older state of a message', () => {
    const view = openView();
    push(view, buildMessage(1));
    view.takeChanges(1, { items: [buildMessage(1, 5, 'edited')], version: 5, more: false, reset: false });
    view.takeOlder({
      items: [buildMessage(1)],
      firstSeq: 1,
      lastSeq: 1,
      version: 5,
      hasBefore: false,
      hasAfter: false,
    });
    expect(versionsOf(view)).toEqual([[1, 5]]);
  });

  it('reads the room backwards after a reset, because old messages may have changed too', () => {
    const view = openView();
    push(view, buildMessage(1));
    view.takeJoin(2, 1, buildJoined({ messages: [buildMessage(700)], version: 900, lastSeq: 700, reset: true }));
    expect([view.position, view.isIncomplete]).toEqual([900, true]);
    expect(
      view.takeOlder({
        items: [buildMessage(699)],
        firstSeq: 699,
        lastSeq: 699,
        version: 900,
        hasBefore: true,
        hasAfter: true,
      }),
    ).toBe(699);
    expect(
      view.takeOlder({
        items: [buildMessage(1, 800)],
        firstSeq: 1,
        lastSeq: 1,
        version: 900,
        hasBefore: false,
        hasAfter: true,
      }),
    ).toBeNull();
    expect(view.isIncomplete).toBe(false);
    expect(versionsOf(view)).toEqual([
      [1, 800],
      [699, 699],
      [700, 700],
    ]);
  });
});
