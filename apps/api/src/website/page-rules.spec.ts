import { describe, expect, it } from '@jest/globals';
import { A_FILE, contentSecurityPolicy, NOT_THE_APP } from './page-rules.js';

describe('the policy of the page', () => {
  it('lets nothing in from elsewhere where everything comes from one host', () => {
    const policy = contentSecurityPolicy(['ws://a.test', 'wss://a.test'], { media: '', forms: '' });
    expect(policy).toContain("connect-src 'self' ws://a.test wss://a.test;");
    expect(policy).toContain("img-src 'self' data: blob:;");
    expect(policy).not.toMatch(/ {2}| ;|https:|'unsafe/);
  });

  it('names the hosts of the API, the pictures and the forms where they are others', () => {
    const policy = contentSecurityPolicy(['https://api.a.test', 'wss://api.a.test'], {
      media: 'https://media.a.test',
      forms: 'https://bucket.test',
    });
    expect(policy).toContain("connect-src 'self' https://api.a.test wss://api.a.test https://bucket.test;");
    expect(policy).toContain("media-src 'self' https://media.a.test;");
  });
});

describe('the page of the app', () => {
  it.each(['/api', '/api/rooms', '/socket.io/', '/assets/old.js', '/media/x', '/metrics'])(
    'never answers for %s',
    (path) => expect(NOT_THE_APP.test(path)).toBe(true),
  );

  it.each(['/', '/r/general', '/apiary', '/r/a.b.longer-than-an-ending'])('may answer for %s', (path) =>
    expect(NOT_THE_APP.test(path) || A_FILE.test(path)).toBe(false),
  );

  it('never answers for a file that is missing', () => expect(A_FILE.test('/theme.old.js')).toBe(true));
});
