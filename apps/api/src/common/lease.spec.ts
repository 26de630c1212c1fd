import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tertulia/testing';
import { Lease } from './lease.js';

const HOUR_MS = 3_600_000;

const setClock = (byMs: number) => {
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + byMs);
};

afterEach(() => jest.restoreAllMocks());

describe('an answer that is kept for a moment', () => {
  it('lives on when the time of the machine is set forward', () => {
    const lease = new Lease<string>(HOUR_MS / 2);
    lease.keep('ana', 'in');
    setClock(HOUR_MS);
    expect(lease.find('ana')).toBe('in');
  });

  it('ends in its time though the time of the machine is set back', async () => {
    const lease = new Lease<string>(20);
    lease.keep('ana', 'in');
    setClock(-HOUR_MS);
    await waitFor('its end', () => lease.find('ana') === undefined);
    expect(lease.find('ana')).toBeUndefined();
  });
});
