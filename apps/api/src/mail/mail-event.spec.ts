import { describe, expect, it } from '@jest/globals';
import { readMailEvent } from './mail-event.js';

const id = '01890000-0000-7000-8000-000000000001';
const event = (eventType: string, rest: object = {}): string =>
  JSON.stringify({ eventType, mail: { messageId: 'x', tags: { 'tertulia-mail': [id] } }, ...rest });
const bounce = (bounceType: string) => ({
  bounce: { bounceType, bouncedRecipients: [{ emailAddress: 'a@b.example' }] },
});

describe('events of the provider', () => {
  it.each([
    ['Send', {}, 'accepted', []],
    ['Delivery', {}, 'accepted', []],
    ['Reject', { reject: {} }, 'rejected', []],
    ['Rendering Failure', {}, 'rejected', []],
    ['Bounce', bounce('Permanent'), 'bounced', ['a@b.example']],
    ['Bounce', bounce('Transient'), 'accepted', []],
    [
      'Complaint',
      { complaint: { complainedRecipients: [{ emailAddress: 'a@b.example' }] } },
      'complained',
      ['a@b.example'],
    ],
  ])('%s %j means %s', (eventType, rest, meaning, recipients) => {
    expect(readMailEvent(event(eventType, rest))).toEqual({ mailId: id, meaning, recipients });
  });

  it('are read out of what SNS wraps around them', () => {
    const wrapped = JSON.stringify({
      Type: 'Notification',
      Message: event('Send'),
      SigningCertURL: 'https://evil.example',
    });
    expect(readMailEvent(wrapped)).toEqual({ mailId: id, meaning: 'accepted', recipients: [] });
  });

  it('of mail that is not ours name no mail', () => {
    expect(
      readMailEvent(JSON.stringify({ eventType: 'Send', mail: { tags: { 'tertulia-mail': ["'; --"] } } }))?.mailId,
    ).toBeNull();
  });

  it.each([
    '',
    'null',
    '[]',
    '{"Type":"SubscriptionConfirmation","SubscribeURL":"https://evil.example"}',
    event('Open'),
  ])('that do not matter change nothing: %s', (body) => {
    expect(readMailEvent(body)).toBeNull();
  });
});
