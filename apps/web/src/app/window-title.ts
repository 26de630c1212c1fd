import type { Room } from '@tertulia/contract';
import { hasNews, mentionsOf } from '../rooms/room-sections.js';

/** What the tab says of all rooms together: mentions as a number, other news as a dot. */
export interface News {
  mentions: number;
  hasUnread: boolean;
}

/**
 * Sums up the rooms; what is written in the open one is before one's eyes. Mentions are the unread notifications, also those
 * of rooms that one is not in; until the server has counted them, those of the rooms.
 */
export function sumNews(rooms: readonly Room[], activeId: string | undefined, unread: number | undefined): News {
  return {
    mentions: unread ?? rooms.reduce((sum, room) => sum + mentionsOf(room), 0),
    hasUnread: rooms.some((room) => room.id !== activeId && hasNews(room)),
  };
}

/** Such as `(3) general – Tertulia` or `• general – Tertulia`. */
export function windowTitle({ mentions, hasUnread }: News, place: string | undefined, appName: string): string {
  const mark = mentions > 0 ? `(${mentions}) ` : hasUnread ? '• ' : '';
  return `${mark}${place ? `${place} – ` : ''}${appName}`;
}
