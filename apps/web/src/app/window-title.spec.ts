import { describe, expect, it } from '@jest/globals';
import { buildRoom, standing } from '../rooms/build-room.js';
import { faviconHref } from './favicon.js';
import { sumNews, windowTitle } from './window-title.js';

describe('the title of the window', () => {
  it.each([
    [{ mentions: 3, hasUnread: true }, 'general', '(3) general – Tertulia'],
    [{ mentions: 0, hasUnread: true }, 'general', '• general – Tertulia'],
    [{ mentions: 0, hasUnread: false }, 'general', 'general – Tertulia'],
    [{ mentions: 0, hasUnread: false }, undefined, 'Tertulia'],
  ])('%o in %s is %s', (news, place, expected) => {
    expect(windowTitle(news, place, 'Tertulia')).toBe(expected);
  });

  it('counts no muted room, and no plain message of the open one', () => {
    const rooms = [
      buildRoom('open', { me: { ...standing, mentions: 0 } }),
      buildRoom('muted', { me: { ...standing, notify: 'none', mentions: 5 } }),
    ];
    expect(sumNews(rooms, 'open', undefined)).toEqual({ mentions: 0, hasUnread: false });
    const others = [...rooms, buildRoom('other', { me: standing })];
    expect(sumNews(others, 'open', undefined)).toEqual({ mentions: 1, hasUnread: true });
  });

  it('counts notifications as the server does, as soon as it has, also those of rooms one is not in', () => {
    const rooms = [buildRoom('other', { me: standing })];
    expect(sumNews([], undefined, 2).mentions).toBe(2);
    expect(sumNews(rooms, undefined, 0).mentions).toBe(0);
  });

  it('draws the same on the picture of the tab', () => {
    const drawn = (mentions: number, hasUnread: boolean) => decodeURIComponent(faviconHref({ mentions, hasUnread }));
    expect(drawn(3, true)).toContain('>3</text>');
    expect(drawn(12, true)).toContain('>9+</text>');
    expect(drawn(0, true)).toContain('cx="25"');
    expect(drawn(0, false)).not.toContain('cx="25"');
  });
});
