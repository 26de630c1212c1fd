import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Room, RoomMe, UpdateRoomMe } from '@tertulia/contract';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { en } from '../i18n/en.js';
import { LocaleProvider } from '../i18n/locale-context.js';
import { buildRoom, standing } from './build-room.js';
import { RoomMenu } from './room-menu.js';

beforeEach(() => {
  // jsdom has no popovers.
  HTMLElement.prototype.showPopover = () => undefined;
});
afterEach(cleanup);

function open(hasMail: boolean, isMailed = true, role: RoomMe['role'] = 'member') {
  const changes: UpdateRoomMe[] = [];
  const room: Room = buildRoom('General', { me: { ...standing, isMailed, role } });
  const anchor = document.body.appendChild(document.createElement('button'));
  const nothing = () => undefined;
  render(
    <LocaleProvider initial={{ locale: 'en', messages: en }}>
      <RoomMenu
        room={room}
        anchor={anchor}
        hasMail={hasMail}
        actions={{
          onChange: (_room, change) => changes.push(change),
          onMarkRead: nothing,
          onSearch: nothing,
          onCopyLink: nothing,
          onInvite: nothing,
          onSettings: nothing,
          onWebhooks: nothing,
          onLeave: nothing,
        }}
        onClose={nothing}
      />
    </LocaleProvider>,
  );
  return {
    changes,
    item: screen.queryByRole('menuitemcheckbox', { name: 'Mail me about mentions here', hidden: true }),
  };
}

describe('mail about a room', () => {
  it('is offered to people with a confirmed address alone', () => {
    expect(open(false).item).toBeNull();
  });

  it.each([true, false])('is changed from %s to its opposite', (isMailed) => {
    const { changes, item } = open(true, isMailed);
    expect(item?.getAttribute('aria-checked')).toBe(String(isMailed));
    if (item) fireEvent.click(item);
    expect(changes).toEqual([{ isMailed: !isMailed }]);
  });
});

describe('the webhooks of a room', () => {
  it('are for its owner alone', () => {
    const item = () => screen.queryByRole('menuitem', { name: 'Incoming webhooks', hidden: true });
    open(false);
    expect(item()).toBeNull();
    cleanup();
    open(false, true, 'owner');
    expect(item()).not.toBeNull();
  });
});
