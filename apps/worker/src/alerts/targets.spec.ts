import { describe, expect, it } from '@jest/globals';
import { readTargets } from './targets.js';

const all = ['tertulia', 'slack', 'google-chat'] as const;
const kindsOf = (environment: Record<string, string>) =>
  readTargets(environment, all).map(({ kind, url }) => `${kind} ${url.host}`);

describe('the targets of alerts', () => {
  it('are those of the environment, on hosts of the service or of the list', () => {
    expect(
      kindsOf({
        ALERT_WEBHOOK_URLS: 'https://chat.example.com/api/hooks/1/s, https://chat.example.com/api/hooks/2/s',
        SLACK_WEBHOOK_URLS: 'https://hooks.slack.com/services/T/B/x',
        GOOGLE_CHAT_WEBHOOK_URLS: 'https://chat.googleapis.com/v1/spaces/AAA/messages?key=k&token=t',
        ALERT_HOSTS: 'chat.example.com',
      }),
    ).toEqual([
      'tertulia chat.example.com',
      'tertulia chat.example.com',
      'slack hooks.slack.com',
      'google-chat chat.googleapis.com',
    ]);
    expect(kindsOf({ ALERT_WEBHOOK_URLS: 'http://127.0.0.1:3000/api/hooks/1/s' })).toEqual(['tertulia 127.0.0.1:3000']);
  });

  it.each([
    [{ SLACK_WEBHOOK_URLS: 'https://hooks.slack.com.evil.test/x' }, /ALERT_HOSTS/],
    [{ SLACK_WEBHOOK_URLS: 'https://evil.test/hooks.slack.com' }, /ALERT_HOSTS/],
    [{ SLACK_WEBHOOK_URLS: 'https://hooks.slack.com:8443/x' }, /ALERT_HOSTS/],
    [{ SLACK_WEBHOOK_URLS: 'http://hooks.slack.com/x' }, /not https/],
    [{ SLACK_WEBHOOK_URLS: 'https://hooks.slack.com@evil.test/x' }, /no address/],
    [{ SLACK_WEBHOOK_URLS: 'ftp://127.0.0.1/x' }, /not https/],
    [{ GOOGLE_CHAT_WEBHOOK_URLS: 'https://hooks.slack.com/x' }, /ALERT_HOSTS/],
    [{ ALERT_WEBHOOK_URLS: 'https://chat.example.com/x', ALERT_HOSTS: 'example.com' }, /ALERT_HOSTS/],
    [{ ALERT_WEBHOOK_URLS: 'http://169.254.169.254/latest' }, /not https/],
    [{ ALERT_WEBHOOK_URLS: 'nonsense-secret' }, /no address/],
    [{}, /Nobody is to be told/],
  ])('are refused: %j', (environment, reason) => {
    expect(() => kindsOf(environment)).toThrow(reason);
    try {
      kindsOf(environment);
    } catch (error) {
      expect(String(error)).not.toMatch(/evil|secret|\/x/);
    }
  });
});
