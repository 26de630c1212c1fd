import type { CatchUpItem, Message, Room } from '@tertulia/contract';

/** A room as the list has it, for tests. */
export function buildRoom(id: string, unread: number, mentions = 0, readSeq = 10): Room {
  return {
    id,
    slug: id,
    name: id,
    topic: '',
    visibility: 'public',
    createdAt: '2026-05-01T10:00:00.000Z',
    createdBy: null,
    lastSeq: readSeq + unread,
    version: 50,
    lastMessageAt: null,
    memberCount: 2,
    slowModeSeconds: 0,
    retentionDays: null,
    archivedAt: null,
    wordRule: 'tag',
    me: { role: 'member', readSeq, unread, mentions, notify: 'all', isFavourite: false, isMailed: true },
  };
}

/** A message in it. */
export function buildMessage(roomId: string, seq: number): Message {
  return {
    id: `${roomId}-${seq}`,
    roomId,
    seq,
    version: seq,
    author: { id: 'ana', handle: 'ana', displayName: 'Ana', isGuest: true, isBot: false },
    text: `message ${seq}`,
    entities: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    tags: [],
    clientMessageId: `${roomId}-${seq}`,
    createdAt: '2026-05-01T10:00:00.000Z',
    editedAt: null,
    deletedAt: null,
  };
}

/** What the server says about a room with unread messages. */
export function buildItem(room: Room): CatchUpItem {
  const readSeq = room.me?.readSeq ?? 0;
  return { room, firstUnread: buildMessage(room.id, readSeq + 1), newest: buildMessage(room.id, room.lastSeq) };
}
