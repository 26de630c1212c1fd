import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Alert } from './desktop-alerts.js';
import { DesktopAlerts } from './desktop-alerts.js';
import { buildNotification } from './fake-notifications.js';

const room = (slug: string) => ({ room: { id: slug, slug, name: slug } });

let isWanted: boolean;
let refuses: boolean;
let shown: Alert[];
let closed: string[];
let opened: string[];
let alerts: DesktopAlerts;

beforeEach(() => {
  isWanted = true;
  refuses = false;
  [shown, closed, opened] = [[], [], []];
  alerts = new DesktopAlerts({
    isWanted: () => isWanted,
    show: (alert) => {
      if (refuses) throw new TypeError('Illegal constructor.');
      shown.push(alert);
      return { close: () => closed.push(alert.title) };
    },
    open: (path) => opened.push(path),
  });
});

describe('mentions on the screen of the device', () => {
  it('are one for each room, which a later one replaces', () => {
    alerts.show(buildNotification(1, room('a')), 'first', 'text');
    alerts.show(buildNotification(2, room('a')), 'second', 'text');
    alerts.show(buildNotification(3, room('b')), 'third', 'text');
    expect(shown.map(({ tag }) => tag)).toEqual(['tertulia.a', 'tertulia.a', 'tertulia.b']);
  });

  it('lead to the message, and are gone then', () => {
    alerts.show(buildNotification(7, room('a')), 'first', 'text');
    shown[0]?.onClick();
    expect([opened, closed]).toEqual([['/r/a/m/m7'], ['first']]);
  });

  it('are taken away when nothing of their room is unread, and not before', () => {
    const [a, b] = [buildNotification(1, room('a')), buildNotification(2, room('b'))];
    alerts.show(a, 'first', 'text');
    alerts.show(b, 'second', 'text');
    alerts.keepFor([{ ...a, readAt: '2026-05-10T12:00:00.000Z' }, b]);
    expect(closed).toEqual(['first']);
    alerts.close();
    expect(closed).toEqual(['first', 'second']);
  });

  it('are not shown while nobody wants them, and harm nothing where the browser refuses', () => {
    isWanted = false;
    alerts.show(buildNotification(1), 'first', 'text');
    isWanted = true;
    refuses = true;
    alerts.show(buildNotification(1), 'first', 'text');
    alerts.close();
    expect([shown, closed]).toEqual([[], []]);
  });
});
