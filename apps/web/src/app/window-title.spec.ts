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
    expect(sumNews(rooms, 'open')).toEqual({ mentions: 0, hasUnread: false });
    expect(sumNews([...rooms, buildRoom('other', { me: standing })], 'open')).toEqual({ mentions: 1, hasUnread: true });
  });

  it('draws the same on the picture of the tab', () => {
    const drawn = (mentions: number, hasUnread: boolean) => decodeURIComponent(faviconHref({ mentions, hasUnread }));
    expect(drawn(3, true)).toContain('>3</text>');
    expect(drawn(12, true)).toContain('>9+</text>');
    expect(drawn(0, true)).toContain('cx="25"');
    expect(drawn(0, false)).not.toContain('cx="25"');
  });
});
