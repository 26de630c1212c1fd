import { describe, expect, it } from '@jest/globals';
import { buildNotification } from './fake-notifications.js';
import { holdBack } from './use-still.js';

describe('a list that keeps still while somebody is in it', () => {
  const [first, second, third] = [buildNotification(1), buildNotification(2), buildNotification(3)];

  it('holds back what is newer than its first line, and nothing else', () => {
    expect(holdBack([third, second, first], second)).toEqual({ shown: [second, first], fresh: 1 });
    expect(holdBack([third, second, first], undefined)).toEqual({ shown: [third, second, first], fresh: 0 });
  });

  it('shows changes at once, also that its first line is gone', () => {
    const read = { ...first, readAt: '2026-05-11T00:00:00.000Z' };
    expect(holdBack([third, read], second)).toEqual({ shown: [read], fresh: 1 });
  });
});
