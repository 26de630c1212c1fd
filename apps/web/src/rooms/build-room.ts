import type { Room, RoomMe } from '@tertulia/contract';

/** A member's standing for tests, with something new in the room. */
export const standing: RoomMe = {
  role: 'member',
  readSeq: 1,
  unread: 2,
  mentions: 1,
  notify: 'all',
  isFavourite: false,
  isMailed: true,
};

/** A room for tests; its name is its id too. */
export function buildRoom(name: string, overrides: Partial<Room> = {}): Room {
  return {
    id: name,
    slug: name.toLowerCase(),
    name,
    topic: '',
    visibility: 'public',
    createdAt: '',
    createdBy: null,
    lastSeq: 0,
    version: 0,
    lastMessageAt: null,
    memberCount: 0,
    slowModeSeconds: 0,
    retentionDays: null,
    archivedAt: null,
    wordRule: 'tag',
    ...overrides,
  };
}
