import { describe, expect, it } from '@jest/globals';
import { pauseUntil } from './pause-until.js';

const late = new Date(2026, 4, 31, 23, 30).getTime();
const hours = (instant: string) => (Date.parse(instant) - late) / 3_600_000;

describe('the end of a pause', () => {
  it('is counted in hours', () => {
    expect(hours(pauseUntil('hour', late))).toBe(1);
    expect(hours(pauseUntil('hours', late))).toBe(8);
  });

  it('is at nine on the clock of the reader tomorrow, also over the end of a month', () => {
    expect(pauseUntil('tomorrow', late)).toBe(new Date(2026, 5, 1, 9, 0).toISOString());
  });

  it('is at the same time of day after a week', () => {
    expect(pauseUntil('week', late)).toBe(new Date(2026, 5, 7, 23, 30).toISOString());
  });
});
