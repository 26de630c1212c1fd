import { describe, expect, it } from '@jest/globals';
import { quietHoursSchema } from '@tertulia/contract';
import { findTimeZone, ownTimeZone, timeZones } from './time-zones.js';
import { weekDays } from './week.js';

describe('time zones', () => {
  it('are all that the browser knows, with its own, and the server takes each', () => {
    const zones = timeZones();
    expect(zones).toEqual(expect.arrayContaining(['America/Lima', 'Europe/Madrid', 'UTC', ownTimeZone()]));
    const refused = zones.filter(
      (timeZone) => !quietHoursSchema.safeParse({ timeZone, from: '22:00', to: '08:00', days: [0] }).success,
    );
    expect(refused).toEqual([]);
  });

  it.each([
    ['America/Lima', 'America/Lima'],
    [' america/new york ', 'America/New_York'],
    ['AMERICA/NEW_YORK', 'America/New_York'],
    ['Lima', undefined],
    ['', undefined],
  ])('%j means %s', (written, zone) => expect(findTimeZone(written, timeZones())).toBe(zone));
});

describe('the days of a week', () => {
  it('begin as they do in the language', () => {
    expect(weekDays('es')[0]).toEqual({ day: 1, name: 'lunes' });
    expect(weekDays('pt-BR')[0]).toEqual({ day: 0, name: 'domingo' });
    expect(weekDays('en').map(({ day }) => day)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
