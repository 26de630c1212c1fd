import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../common/domain-error.js';
import { isTransient, isUniqueViolation, toDomainError } from './database-error.js';

const withCode = (code: string, message = 'x', more = {}) => Object.assign(new Error(message), { code, ...more });

describe('errors of the database', () => {
  it.each(['08006', '53300', '53100', '57P01', '57014', '55P03', '40001', 'ECONNREFUSED', 'ECONNRESET'])(
    'takes %s for "not now"',
    (code) => {
      expect(isTransient(withCode(code))).toBe(true);
      expect(toDomainError(withCode(code))).toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 });
    },
  );

  it.each([
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Database connection provided by a query runner was already released',
  ])('takes "%s" for "not now"', (message) => expect(isTransient(new Error(message))).toBe(true));

  it.each(['23505', '22021', '42P01', '42601'])('leaves %s as the fault that it is', (code) => {
    const error = withCode(code);
    expect(toDomainError(error)).toBe(error);
    expect(toDomainError(new DomainError('conflict', 'x'))).toMatchObject({ code: 'conflict' });
  });

  it('knows which unique constraint refused a row, also behind a wrapper', () => {
    expect(isUniqueViolation(withCode('23505', 'x', { constraint: 'room_slug' }), 'room_slug')).toBe(true);
    expect(isUniqueViolation(withCode('23505', 'x', { driverError: { constraint: 'room_slug' } }), 'room_slug')).toBe(
      true,
    );
    expect(isUniqueViolation(withCode('23505', 'x', { constraint: 'other' }), 'room_slug')).toBe(false);
    expect(isUniqueViolation(withCode('23503'))).toBe(false);
  });
});
