import type { Room } from '@tertulia/contract';
import { hasNews, mentionsOf } from '../rooms/room-sections.js';

/** What the tab says of all rooms together: mentions as a number, other news as a dot. */
export interface News {
  mentions: number;
  hasUnread: boolean;
}

/** Sums up the rooms; what is written in the open one is before one's eyes. */
export function sumNews(rooms: readonly Room[], activeId: string | undefined): News {
  return {
    mentions: rooms.reduce((sum, room) => sum + mentionsOf(room), 0),
    hasUnread: rooms.some((room) => room.id !== activeId && hasNews(room)),
  };
}

/** Such as `(3) general – Tertulia` or `• general – Tertulia`. */
export function windowTitle({ mentions, hasUnread }: News, place: string | undefined, appName: string): string {
  const mark = mentions > 0 ? `(${mentions}) ` : hasUnread ? '• ' : '';
  return `${mark}${place ? `${place} – ` : ''}${appName}`;
}
