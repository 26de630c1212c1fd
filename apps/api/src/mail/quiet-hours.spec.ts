import { describe, expect, it } from '@jest/globals';
import type { QuietHours } from '@tertulia/contract';
import { findQuietEnd, nextDigestAt } from './quiet-hours.js';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const night = (timeZone: string, days = everyDay): QuietHours => ({ timeZone, from: '22:00', to: '07:00', days });
const endOf = (now: string, hours: QuietHours): string | undefined => findQuietEnd(new Date(now), hours)?.toISOString();

describe('quiet hours', () => {
  it.each([
    ['before they begin', '2026-03-10T21:59:59Z', undefined],
    ['at their first moment', '2026-03-10T22:00:00Z', '2026-03-11T07:00:00.000Z'],
    ['after midnight', '2026-03-11T03:00:00Z', '2026-03-11T07:00:00.000Z'],
    ['at their end', '2026-03-11T07:00:00Z', undefined],
  ])('%s', (_name, now, end) => {
    expect(endOf(now, night('UTC'))).toBe(end);
  });

  it('belong to the day on which they begin', () => {
    const friday = night('UTC', [5]);
    expect(endOf('2026-03-14T03:00:00Z', friday)).toBe('2026-03-14T07:00:00.000Z');
    expect(endOf('2026-03-13T03:00:00Z', friday)).toBeUndefined();
    expect(endOf('2026-03-14T23:00:00Z', friday)).toBeUndefined();
  });

  it.each([
    ['a night with one hour less', '2026-03-28T23:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['a night with one hour more', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00.000Z'],
  ])('end by the clock on the wall in %s', (_name, now, end) => {
    expect(endOf(now, night('Europe/Madrid'))).toBe(end);
  });

  it('end where the clock goes on when their end does not exist', () => {
    const hours = { timeZone: 'Europe/Madrid', from: '23:00', to: '02:30', days: everyDay };
    expect(endOf('2026-03-29T00:30:00Z', hours)).toBe('2026-03-29T01:30:00.000Z');
    expect(endOf('2026-03-29T01:30:00Z', hours)).toBeUndefined();
  });

  it('last a whole day when both times are the same', () => {
    const sunday = { timeZone: 'America/Lima', from: '00:00', to: '00:00', days: [0] };
    expect(endOf('2026-03-15T12:00:00Z', sunday)).toBe('2026-03-16T05:00:00.000Z');
    expect(endOf('2026-03-16T05:00:00Z', sunday)).toBeUndefined();
  });

  it('are none where none are set', () => {
    expect(findQuietEnd(new Date(), null)).toBeNull();
  });
});

describe('the daily digest', () => {
  it.each([
    ['UTC', '2026-03-10T08:59:59Z', '2026-03-10T09:00:00.000Z'],
    ['UTC', '2026-03-10T09:00:00Z', '2026-03-11T09:00:00.000Z'],
    ['America/Lima', '2026-03-10T13:00:00Z', '2026-03-10T14:00:00.000Z'],
    ['Europe/Madrid', '2026-03-28T12:00:00Z', '2026-03-29T07:00:00.000Z'],
    ['Europe/Madrid', '2026-10-24T12:00:00Z', '2026-10-25T08:00:00.000Z'],
    ['Nowhere/Land', '2026-03-10T10:00:00Z', '2026-03-11T09:00:00.000Z'],
  ])('of %s after %s goes out at %s', (zone, after, at) => {
    expect(nextDigestAt(new Date(after), zone).toISOString()).toBe(at);
  });
});
