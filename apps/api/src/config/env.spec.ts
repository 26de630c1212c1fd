import { describe, expect, it } from '@jest/globals';
import { EnvError, parseEnv } from './env.js';

describe('the environment', () => {
  it('has a default for everything, and treats an empty variable as absent', () => {
    expect(parseEnv({ PORT: '', REDIS_URL: '' })).toMatchObject({
      PORT: 3000,
      DATA_DIR: './.data',
      LIMITS: 'on',
      ALLOWED_ORIGINS: [],
    });
    expect(parseEnv({ REDIS_URL: '' }).REDIS_URL).toBeUndefined();
  });

  it('reads lists and numbers', () => {
    expect(parseEnv({ ALLOWED_ORIGINS: 'https://a.test, http://b.test:8080 ,', PORT: '0' })).toMatchObject({
      ALLOWED_ORIGINS: ['https://a.test', 'http://b.test:8080'],
      PORT: 0,
    });
  });

  it.each([
    ['PORT', 'x'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://secret@host'],
    ['REDIS_URL', 'secret'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://a.test/path'],
    ['INSTANCE_ID', 'a b'],
    ['LIMITS', 'maybe'],
    ['NODE_ENV', 'prod'],
    ['FAIL_POINTS', 'secret'],
    ['FAIL_POINTS', 'skip-dedupe:x'],
  ])('refuses %s=%s by name, without its value', (name, value) => {
    const attempt = () => parseEnv({ [name]: value });
    expect(attempt).toThrow(EnvError);
    expect(attempt).toThrow(new RegExp(`^${name} `));
    expect(attempt).not.toThrow(/secret/);
  });

  it('does not run without limits in production', () => {
    expect(() => parseEnv({ NODE_ENV: 'production', LIMITS: 'off' })).toThrow(/LIMITS=off/);
  });

  it('reads planted errors with their occasion, and takes none in production', () => {
    expect(parseEnv({ FAIL_POINTS: 'skip-dedupe, crash-before-ack:40' }).FAIL_POINTS).toEqual([
      { name: 'skip-dedupe', at: 1 },
      { name: 'crash-before-ack', at: 40 },
    ]);
    expect(() => parseEnv({ NODE_ENV: 'production', FAIL_POINTS: 'skip-dedupe' })).toThrow(/FAIL_POINTS/);
  });
});
